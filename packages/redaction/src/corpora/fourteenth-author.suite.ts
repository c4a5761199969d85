import { fakes } from './fake.suite.ts';
import type { Sample } from './own-corpus.suite.ts';

/** Writes samples whose secrets are marked where they stand. */
export function author(seed: string) {
  const fake = fakes(seed);
  const samples: Sample[] = [];
  let marked: string[] = [];
  const pick = (words: readonly string[]): string => words[Number(fake.digits(3)) % words.length] ?? '';
  const g = {
    b62: (length: number) => fake.alnum(length),
    hex: (length: number) => fake.hex(length),
    HEX: (length: number) => fake.hex(length).toUpperCase(),
    b64: (bytes: number) => Buffer.from(fake.base64(Math.ceil((bytes * 4) / 3)), 'base64').toString('base64'),
    b64u: (length: number) => fake.urlSafe(length),
    dig: (length: number) => fake.digits(length),
    b32: (length: number) => fake.of('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', length),
    b58: (length: number) => fake.of('123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz', length),
    low: (length: number) => fake.of('abcdefghijklmnopqrstuvwxyz', length),
    up: (length: number) => fake.of('ABCDEFGHIJKLMNOPQRSTUVWXYZ', length),
    lown: (length: number) => fake.lower(length),
    upn: (length: number) => fake.upper(length),
    uuid: () => fake.uuid(),
    jwt: (_claims?: object) => fake.jwt(),
    card: (prefix: string, length = 16) => fake.card(prefix, length),
    iban: (country: string, bban: string) => fake.iban(country, bban),
    grp4: (text: string, sign = ' ') => (text.match(/.{1,4}/g) ?? []).join(sign),
    pw: () =>
      pick(['Tr0ub4dor', 'Harbour', 'Quokka', 'Zephyr', 'Marmot', 'Sandpiper', 'obelisk']) +
      pick(['!', '#', '-', '_', '$', '.']) +
      fake.digits(2) +
      fake.of('abcdefghijklmnopqrstuvwxyz', 3) +
      pick(['Q', 'x', '7', '?']),
    phrase: () =>
      Array.from({ length: 4 }, () =>
        pick(['copper', 'lantern', 'otter', 'violet', 'cobalt', 'harvest', 'meadow', 'walrus']),
      ).join('-'),
  };
  /** Marks a secret. */
  const s = (secret: string): string => {
    marked.push(secret);
    return secret;
  };
  /** Keeps a sample with what was marked since the last one. */
  const F = (label: string, as: Sample['as'], input: unknown): void => {
    samples.push({ label, as, input, secrets: [...new Set(marked)] });
    marked = [];
  };
  return { g, s, F, samples };
}
