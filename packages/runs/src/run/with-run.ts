import {
  AgentReplayError,
  type InputEnvelope,
  isAgentReplayError,
  normalize,
  toExceptionInfo,
} from '@agent-replay/contracts';
import type { Store } from '../store/open-store.ts';
import { captureInteractions } from './capture-interactions.ts';
import { closeRun } from './close-run.ts';
import { type Closing, CLOSING_KEYS } from './closing.ts';
import { recordEvent } from './record-event.ts';
import { type ClosedRun, inRun, type Run } from './run.ts';
import { type StartOptions, startRun } from './start-run.ts';

/**
 * Runs a function as a run, with the close in a `finally`: what it returns is the evidence to close
 * with, other keys left out; what it throws is recorded, and thrown again: in an `AggregateError` where its record fails, but for a
 * store that cannot be written.
 *
 * @example
 * const { record } = await withRun(store, envelope, async (run) => {
 *   await recordArtifact(run, { kind: 'file', uri: 'report.md' });
 *   return { contract: { artifacts: { min: 1 } } };
 * });
 */
export async function withRun(
  store: Store,
  envelope: InputEnvelope,
  fn: (run: Run) => Promise<Closing | void> | Closing | void,
  options: StartOptions & { contract?: Closing['contract'] } = {},
): Promise<ClosedRun> {
  if (typeof fn !== 'function') {
    throw new AgentReplayError('OPTION_INVALID', 'Failed to start a run: there is no function to run.', {
      lines: [['fix', 'withRun(store, envelope, async (run) => { … })']],
    });
  }
  captureInteractions();
  const { contract: asked, ...rest } = options;
  const declared = (asked ?? null) === null ? {} : { contract: normalize(asked) };
  const details = { ...declared, ...options.details };
  const run = await startRun(store, envelope, { ...rest, details });
  const close = (closing: Closing): Promise<ClosedRun> => {
    const contract = closing.contract ?? asked;
    const { closer } = options;
    return closeRun(run, {
      ...ofClose(closing),
      ...(contract !== undefined && { contract }),
      ...(closer !== undefined && { closer }),
    });
  };
  let closing: Closing;
  try {
    closing = { ending: 'returned', ...(await inRun(run, () => fn(run))) };
  } catch (error) {
    const exception = toExceptionInfo(error);
    try {
      await recordEvent(run, { kind: 'exception', exception, handled: false }).finally(() =>
        close({ ending: 'threw', exception }),
      );
    } catch (other) {
      // What the work ran into comes first, also where its record cannot be written.
      if (!isAgentReplayError(other, 'STORE_UNAVAILABLE'))
        throw new AggregateError([error, other], exception.message, { cause: other });
    }
    throw error;
  }
  return close(closing);
}

/** Work that was done may return whatever it likes. */
function ofClose(closing: Closing): Closing {
  return Object.fromEntries(Object.entries(closing).filter(([key]) => CLOSING_KEYS.includes(key)));
}
