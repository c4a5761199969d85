import { type InputEnvelope, toExceptionInfo } from '@agent-replay/contracts';
import { type ClosedRun, type Closing, closeRun } from './close-run.ts';
import { inRun, recordEvent, type Run, type StartOptions, startRun } from './run.ts';
import type { Store } from './store.ts';

/**
 * Runs a function as a run, with the close in a `finally`: what it returns is the evidence to close
 * with; what it throws is recorded, and thrown again.
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
  fn: (run: Run) => Promise<Closing> | Closing,
  options: StartOptions & { contract?: Closing['contract'] } = {},
): Promise<ClosedRun> {
  const run = await startRun(store, envelope, options);
  let closing: Closing = { ending: 'aborted' };
  try {
    closing = { ending: 'returned', ...(await inRun(run, () => fn(run))) };
  } catch (error) {
    const exception = toExceptionInfo(error);
    closing = { ending: 'threw', exception };
    await recordEvent(run, { kind: 'exception', exception, handled: false });
    throw error;
  } finally {
    const contract = closing.contract ?? options.contract;
    closing = { ...closing, ...(contract !== undefined && { contract }) };
    await closeRun(run, closing);
  }
  return closeRun(run, closing);
}
