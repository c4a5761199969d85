import type { Ending } from '@agent-replay/contracts';
import { native } from '../clock/native.ts';
import { exitCodeFrom } from './exit-signal.ts';

/** How a run ended. */
export interface Ended<Output> {
  ending: Ending;
  exit_code?: number;
  output?: Output;
  error?: unknown;
}

interface Race<Output> extends Ended<Output> {
  /** How it ended in the end: what it had set going may have thrown after it returned, which ends a process. */
  settled: () => Ended<Output>;
}

/** Waits for the agent's own code, its time limit, or its caller's signal, whichever comes first. */
export async function raceEnd<Output>(
  start: () => Promise<Output> | Output,
  options: {
    begin(stop: (ended: Ended<never>) => void): void;
    timeoutMs: number;
    /** Tells the agent's code that it is stopped. */
    abort(reason: DOMException): void;
    signal: AbortSignal | undefined;
    /** Part of a replay that has a limit of its own: this one's time is the replay's. */
    isNested: boolean;
  },
): Promise<Race<Output>> {
  const { signal, timeoutMs, isNested } = options;
  const { promise: stopped, resolve } = Promise.withResolvers<Ended<Output>>();
  let crash: Ended<never> | undefined;
  const stop = (end: Ended<never>): void => {
    if (isCrash(end)) crash ??= end;
    resolve(end);
  };
  const abort = (): void => stop({ ending: 'aborted' });
  signal?.addEventListener('abort', abort, { once: true });
  options.begin(stop);
  const limit = () => setTimeout(() => stop({ ending: 'timeout' }), Math.min(timeoutMs, 2 ** 31 - 1));
  const timer = isNested ? limit() : native(limit);
  const work = (async (): Promise<Ended<Output>> => {
    try {
      return { ending: 'returned', output: await start() };
    } catch (error) {
      const exitCode = exitCodeFrom(error);
      return exitCode === null
        ? { ending: 'threw', error }
        : { ending: 'exited', exit_code: exitCode, error };
    }
  })();
  if (signal?.aborted === true) abort();
  try {
    const ended = await Promise.race([work, stopped]);
    if (ended.ending === 'timeout' || ended.ending === 'aborted') {
      options.abort(
        new DOMException(
          `The run was stopped: ${ended.ending}.`,
          ended.ending === 'timeout' ? 'TimeoutError' : 'AbortError',
        ),
      );
    }
    const settled = (): Ended<Output> =>
      ended.ending === 'returned' && crash !== undefined ? { ...ended, ...crash } : ended;
    return { ...ended, settled };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** An exit without an error is how many a program ends that has done its work. */
export function isCrash({ ending, exit_code, error }: Ended<never>): boolean {
  return ending === 'exited' ? exit_code !== 0 : ending === 'threw' && exitCodeFrom(error) === null;
}
