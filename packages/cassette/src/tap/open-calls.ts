import { subscribe } from 'node:diagnostics_channel';
import type { RecordedError } from '@agent-replay/contracts';

/** Where @agent-replay/runs tells that a run ends. */
const RUN_ENDS = 'agent-replay:run-ends';

/** What stands where the answer would, of a call that its run did not live to see answered. */
const UNANSWERED: RecordedError = {
  name: 'Error',
  message: 'the run ended before it was answered',
  by: 'run',
};

/** A call that is under way. */
interface OpenCall {
  /** Runs in the async context in which the call began. */
  inCallersContext: <Result>(fn: () => Result) => Result;
  /** Publishes what there is so far. */
  giveUp: (error: RecordedError) => void;
}

const open = new Set<OpenCall>();
let isSubscribed = false;

/**
 * Keeps a call for as long as it is under way; returns its end. When its run ends first, it is published as
 * unanswered: what an agent hung on is evidence, too.
 */
export function keepOpen(call: OpenCall): () => void {
  open.add(call);
  if (!isSubscribed) subscribe(RUN_ENDS, (message) => giveUpOf((message as RunEnds).isMine));
  isSubscribed = true;
  return () => void open.delete(call);
}

interface RunEnds {
  /** Asked in the async context of a call: whether it is part of the run. */
  isMine: () => boolean;
}

function giveUpOf(isMine: () => boolean): void {
  for (const call of open) {
    if (call.inCallersContext(isMine)) call.giveUp(UNANSWERED);
  }
}
