import type { Sample } from './own-corpus.suite.ts';

/**
 * A sample of which every secret is kept in base64, so that none trips push protection; `§0§` stands where the
 * first of them does.
 */
export type BlindRow = readonly [kind: string, secrets: readonly string[], text: string];

export function blindSamples(rows: readonly BlindRow[]): Sample[] {
  return rows.map(([kind, encoded, text], index) => {
    const secrets = encoded.map((secret) => Buffer.from(secret, 'base64').toString());
    return {
      label: `${index + 1} ${kind}`,
      as: 'text',
      input: text.replace(/§(\d+)§/g, (_, at: string) => secrets[Number(at)] ?? ''),
      secrets,
    };
  });
}
