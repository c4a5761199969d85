import type { Drift, Miss } from '@agent-replay/contracts';
import { missError } from '../engine/miss-error.ts';
import { append, createTally } from '../tally.ts';
import type { ReplayWebSocketsOptions } from './replay-websockets.ts';

/** What WebSocket sessions that are answered leave behind for the ledger. */
export interface KeptSessions extends Pick<ReplayWebSocketsOptions, 'drifted' | 'refuse' | 'opened'> {
  drift: readonly Drift[];
  misses: () => readonly Miss[];
  /** What open sessions wait for that the agent has not sent. */
  waiting: () => string[];
}

/** @param onMissed hears of each frame that is refused */
export function keepSessions(onMissed?: () => void): KeptSessions {
  const drift: Drift[] = [];
  const misses = createTally<Miss>();
  const sessions: (() => string | undefined)[] = [];
  return {
    drift,
    misses: misses.all,
    drifted: (row) => append(drift, row),
    refuse(miss) {
      misses.add(miss);
      onMissed?.();
      return missError(miss);
    },
    opened: (waiting) => append(sessions, waiting),
    waiting: () => sessions.flatMap((waiting) => waiting() ?? []),
  };
}
