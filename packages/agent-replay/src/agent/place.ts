import type { Interaction, Ledger } from '@agent-replay/contracts';
import type { ReplayScope, Outcome } from './scope.ts';

/** Where a run takes place: production, or a replay. */
export interface Place extends Pick<
  ReplayScope,
  'store' | 'workspace' | 'openWorkspace' | 'isWorkspaceOpen' | 'validators' | 'predicates'
> {
  /** The fixture that is replayed; null in production. */
  fixture_id: string | null;
  code_version?: string;
  ref?: string;
  /** Recorded calls, for judgements; null in production. */
  tape: readonly Interaction[] | null;
  asRecorded?: ReplayScope['asRecorded'];
  /** Called after the agent's own code. */
  finish: () => Promise<Ledger | null>;
  done: (outcome: Outcome) => Promise<void> | void;
}
