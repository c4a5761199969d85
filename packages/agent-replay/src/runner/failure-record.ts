import type { Json } from '@agent-replay/contracts';
import { createRedactor } from '@agent-replay/redaction';
import type { Config } from '../config/config.ts';
import type { ReplayResult } from '../replay/replay-result.ts';

/** Vitest keeps what is attached in its reports, for every test that is red. */
const MAX_BYTES = 64 * 1024;

/**
 * What a red fixture did, as JSON to attach to its test: verdict, run record, evidence and ledger,
 * redacted. Null when nothing was run, or when it is larger than 64 KiB.
 */
export function failureRecord(
  { verdict, run, evidence, ledger }: ReplayResult,
  { redact }: Pick<Config, 'redact'>,
): string | null {
  if (run === null) return null;
  const record = createRedactor(redact).json({ verdict, run, evidence, ledger } as unknown as Json);
  const text = `${JSON.stringify(record, null, 2)}\n`;
  return Buffer.byteLength(text) > MAX_BYTES ? null : text;
}
