import type { RecordedError, Interaction } from '@agent-replay/contracts';

/** A call that is under way, as @agent-replay/cassette tells of it. */
export interface OpenCall {
  soFar: (error: RecordedError) => Interaction | undefined;
  ends: (() => void)[];
  keptBy: Set<object>;
}
