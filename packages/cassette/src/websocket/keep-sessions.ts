import type { Drift, Miss } from '@agent-replay/contracts';
import { missError } from '../engine/miss-error.ts';
import type { ReplayWebSocketsOptions } from './replay-websockets.ts';

/** What WebSocket sessions that are answered leave behind for the ledger. */
export interface KeptSessions extends Pick<ReplayWebSocketsOptions, 'drifted' | 'refuse' | 'opened'> {
  drift: readonly Drift[];
  misses: readonly Miss[];
  /** What open sessions wait for that the agent has not sent. */
  waiting: () => string[];
}

export function keepSessions(): KeptSessions {
  const drift: Drift[] = [];
  const misses: Miss[] = [];
  const sessions: (() => string | undefined)[] = [];
  return {
    drift,
    misses,
    drifted: (row) => void drift.push(row),
    refuse(miss) {
      misses.push(miss);
      return missError(miss);
    },
    opened: (waiting) => void sessions.push(waiting),
    waiting: () => sessions.flatMap((waiting) => waiting() ?? []),
  };
}
