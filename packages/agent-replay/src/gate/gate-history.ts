import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Json } from '@agent-replay/contracts';
import { createRedactor, makeFolder, writeJsonAtomic } from '@agent-replay/redaction';
import { z } from 'zod';
import type { Config } from '../config/config.ts';
import { monitorFile } from '../monitor/write-monitor.ts';

const History = z.strictObject({
  format: z.literal(1),
  /** When the gate last refused; null when it never did: then nobody has seen that it can. */
  last_refused_at: z.string().nullable(),
  /** When the self-test last showed that it can. */
  last_self_test_at: z.string().nullable(),
});
export type GateHistory = z.infer<typeof History>;

/** What the gate remembers of itself, beside the monitor artifact. */
export async function readHistory(config: Config): Promise<GateHistory> {
  const text = await readFile(fileOf(config), 'utf8').catch(() => '');
  try {
    return History.parse(JSON.parse(text));
  } catch {
    return { format: 1, last_refused_at: null, last_self_test_at: null };
  }
}

/** Notes that the gate turned. A folder that cannot be written to keeps nothing from being refused. */
export async function noteTurn(
  config: Config,
  kind: 'last_refused_at' | 'last_self_test_at',
  now: number,
): Promise<void> {
  const history = { ...(await readHistory(config)), [kind]: new Date(now).toISOString() };
  const redactor = createRedactor(config.redact);
  await makeFolder(dirname(fileOf(config)))
    .then(() => writeJsonAtomic(fileOf(config), history as Json, { redactor }))
    .catch(() => undefined);
}

/** True when it was seen, in earnest or in a self-test, that the gate can refuse. */
export function hasFired({ last_refused_at, last_self_test_at }: GateHistory): boolean {
  return last_refused_at !== null || last_self_test_at !== null;
}

function fileOf(config: Config): string {
  return join(dirname(monitorFile(config)), 'gate.json');
}
