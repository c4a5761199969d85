import { machineTime } from '@agent-replay/contracts/machine';
import type { Interaction } from '@agent-replay/contracts';

const machine = machineTime();
const MOST_MS = 1000;
const MARGIN_MS = 250;

/**
 * How long a client that gave up by itself when it was recorded, is given to do so again, in milliseconds of the
 * machine's time: its own timeout or abort tells it more than an error of the connection would. `Infinity` for what
 * its run did not live to see: there is nothing to tell. 0 for any other.
 */
export function leaveMs({ error, timing }: Pick<Interaction, 'error' | 'timing'>): number {
  if (error?.by === 'run') return Infinity;
  return error?.by === 'client' ? Math.min(MOST_MS, (timing?.duration_ms ?? 0) + MARGIN_MS) : 0;
}

/**
 * Resolves once a client has left, or has had its time.
 *
 * @param onLeft is given what to call when it leaves
 */
export async function letLeave(ms: number | undefined, onLeft: (left: () => void) => void): Promise<void> {
  if (ms === undefined || ms === 0) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = ms === Infinity ? undefined : machine.setTimeout(resolve, ms);
  onLeft(resolve);
  await promise;
  machine.clearTimeout(timer);
}
