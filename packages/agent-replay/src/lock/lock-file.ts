import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJsonFile } from '@agent-replay/contracts';
import { type Redactor, writeJsonAtomic } from '@agent-replay/redaction';
import { z } from 'zod';

const LockFile = z.strictObject({
  $schema: z.string().optional(),
  format: z.literal(1),
  /** `suite/fixture_id` of every fixture that must exist, sorted. */
  fixtures: z.array(z.string().min(1)),
});

/** Name of the lock file, at the project's root: a fixture in it that vanishes fails the gate. */
export const LOCK_FILE = 'agent-replay.lock.json';

/**
 * The fixtures that must exist; null without a lock file.
 *
 * @throws {AgentReplayError} `FILE_INVALID` when the file is not what `addToLock` writes.
 */
export async function readLock(root: string): Promise<readonly string[] | null> {
  const file = join(root, LOCK_FILE);
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return parseJsonFile(bytes, { file, schema: LockFile }).fixtures;
}

/**
 * Adds fixtures to the lock file. Processes that do so at once each find what the others have added; where it holds all
 * of them already, nothing is written.
 *
 * @param names `suite/fixture_id` of each
 * @throws {AgentReplayError} `FILE_INVALID` as `readLock`; `INFRASTRUCTURE` when another process does not come to an end with it.
 */
export async function addToLock(root: string, names: readonly string[], redactor: Redactor): Promise<void> {
  const holdsAll = (known: readonly string[]): boolean => names.every((name) => known.includes(name));
  if (holdsAll((await readLock(root)) ?? [])) return;
  const { inTurn } = await import('@agent-replay/runs');
  await inTurn(join(root, TURN), async () => {
    const known = (await readLock(root)) ?? [];
    if (holdsAll(known)) return;
    const fixtures = [...new Set([...known, ...names])].toSorted((a, b) => (a < b ? -1 : 1));
    await writeJsonAtomic(join(root, LOCK_FILE), { format: 1, fixtures }, { redactor });
  });
}

/** Beside the store, where no version control looks. */
const TURN = '.agent-replay/lock.turn';
