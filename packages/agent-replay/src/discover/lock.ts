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
 * @throws {AgentReplayError} `FILE_INVALID` when the file is not what `writeLock` writes.
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

/** Writes the whole lock file. */
export async function writeLock(
  root: string,
  fixtures: readonly string[],
  redactor: Redactor,
): Promise<void> {
  const sorted = [...new Set(fixtures)].toSorted((a, b) => (a < b ? -1 : 1));
  await writeJsonAtomic(join(root, LOCK_FILE), { format: 1, fixtures: sorted }, { redactor });
}

/** Adds fixtures to the lock file. */
export async function addToLock(root: string, names: readonly string[], redactor: Redactor): Promise<void> {
  const known = (await readLock(root)) ?? [];
  if (names.every((name) => known.includes(name))) return;
  await writeLock(root, [...known, ...names], redactor);
}
