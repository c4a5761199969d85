import type { HealthReason } from '@agent-replay/contracts';
import { LOCK_FILE, readLock } from './lock-file.ts';

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
