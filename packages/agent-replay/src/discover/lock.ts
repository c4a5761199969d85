import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJsonFile } from '@agent-replay/contracts';
import type { HealthReason } from '@agent-replay/contracts';
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

/** Adds fixtures to the lock file, after those that this process is adding already. */
export function addToLock(root: string, names: readonly string[], redactor: Redactor): Promise<void> {
  const before = adding.get(root) ?? Promise.resolve();
  const added = before.then(() => add(root, names, redactor));
  adding.set(
    root,
    added.catch(() => undefined),
  );
  return added;
}

const adding = new Map<string, Promise<void>>();

async function add(root: string, names: readonly string[], redactor: Redactor): Promise<void> {
  const known = (await readLock(root)) ?? [];
  if (names.every((name) => known.includes(name))) return;
  await writeLock(root, [...known, ...names], redactor);
}

/** Why the lock file does not keep what was proven. */
export interface LockGap {
  code: Extract<HealthReason, 'lock_missing' | 'not_locked'>;
  subject: string;
  text: string;
}

const FIX = 'bring it back from version control, or write it anew: agent-replay validate --write-lock';

/**
 * Proven fixtures that could vanish unseen: all of them without a lock file, else those that are not in it.
 * A fixture that was never proven protects from nothing, and needs no line.
 */
export function lockGaps(locked: readonly string[] | null, proven: readonly string[]): LockGap[] {
  const lines = new Set(locked);
  const missing = [...new Set(proven)].filter((name) => !lines.has(name)).toSorted();
  if (missing.length === 0) return [];
  if (locked !== null)
    return missing.map((subject) => ({
      code: 'not_locked',
      subject,
      text: `it is proven and not in ${LOCK_FILE}, so nobody would see it vanish; ${FIX}`,
    }));
  const named = missing.length > FEW ? `${missing.length} proven fixtures` : missing.join(', ');
  return [
    { code: 'lock_missing', subject: LOCK_FILE, text: `nothing keeps ${named} from vanishing; ${FIX}` },
  ];
}

const FEW = 3;

/** The gaps of a project's lock file, a line for each; one that cannot be read is the gate's to refuse. */
export async function lockLines(root: string, proven: readonly string[]): Promise<string[]> {
  try {
    return lockGaps(await readLock(root), proven).map(
      ({ code, subject, text }) => `${code}  ${subject}: ${text}`,
    );
  } catch (error) {
    return [`lock_corrupt  ${LOCK_FILE}: ${(error as Error).message.split('\n', 1)[0]}`];
  }
}
