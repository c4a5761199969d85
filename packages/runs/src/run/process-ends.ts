import { type ExceptionInfo, toExceptionInfo } from '@agent-replay/contracts';
import { closeForCertain, closeRunNow } from './close-run.ts';
import { keepEvent } from './record-event.ts';
import { currentRun, openRuns, type Run } from './run.ts';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** What nobody caught, by the run that it struck. */
const fatal = new WeakMap<Run, ExceptionInfo>();
let isLeaving = false;
let isClosing = false;
let isEndWatched = false;

/**
 * Closes what is open when the process ends: by a signal, by `process.exit`, by an exception that
 * nobody caught. What the process does about them is not changed. An agent that takes all listeners of
 * an event away takes its own: these come back. After `process.removeAllListeners()` without a name Node hears
 * no signal any longer, whoever listens.
 */
export function watchProcess(): void {
  // As long as it hears of listeners that go, the others are there, or come back in a moment.
  if (!isLeaving && !isHeard('removeListener', onRemoved)) listen();
}

function listen(): void {
  if (isLeaving) return;
  if (!isHeard('uncaughtExceptionMonitor', noteException))
    process.on('uncaughtExceptionMonitor', noteException);
  if (!isHeard('exit', closeAtExit)) process.on('exit', closeAtExit);
  watchEnd();
  if (!isHeard('removeListener', onRemoved)) process.on('removeListener', onRemoved);
  for (const signal of SIGNALS) {
    if (!isHeard(signal, onSignal)) process.prependListener(signal, onSignal);
  }
}

function isHeard(event: string, listener: (...args: never[]) => void): boolean {
  return process.listenerCount(event, listener) > 0;
}

const OURS: ReadonlySet<unknown> = new Set([noteException, closeAtExit, onRemoved, onSignal]);

/** Who removes all of them goes through a list that must not change meanwhile, and may forget the whole of it at last. */
function onRemoved(_: string | symbol, listener: unknown): void {
  if (OURS.has(listener)) queueMicrotask(listen);
}

function noteException(error: unknown): void {
  const exception = toExceptionInfo(error);
  const within = currentRun();
  const runs = within === undefined ? openRuns() : [within];
  for (const run of runs) {
    fatal.set(run, exception);
    keepEvent(run, { kind: 'exception', exception, handled: false });
  }
  // A listener of the exit that throws keeps those after it from hearing of it.
  if ((process as { _exiting?: boolean })._exiting === true) closeAtExit(Number(process.exitCode ?? 1));
}

function closeAtExit(code: number): void {
  if (isClosing) return;
  isClosing = true;
  for (const run of openRuns()) {
    const exception = fatal.get(run) ?? null;
    // Who handles what nobody caught, and ends well, did not die of it.
    const ending = exception !== null && code !== 0 ? 'threw' : 'exited';
    quietly(() => closeRunNow(run, { ending, exit_code: code, exception }));
  }
  isClosing = false;
}

/**
 * Closes what is open, too, when a listener of the exit calls `process.exit`: that ends the process where it stands. A
 * probe that calls it then ends nothing.
 */
function watchEnd(): void {
  if (isEndWatched) return;
  isEndWatched = true;
  const own = process as unknown as { reallyExit: (code?: number) => never };
  const { reallyExit } = own;
  own.reallyExit = (code = 0) => {
    if (isClosing) throw new Error('the process is about to end');
    closeAtExit(code);
    return reallyExit.call(process, code);
  };
}

/** Who has a handler of their own, `once` ones among them, decides what the signal means; what is open then is closed at the exit. */
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  void endBy(signal, openRuns());
}

async function endBy(signal: NodeJS.Signals, runs: readonly Run[]): Promise<void> {
  // Whatever becomes of a close, the process ends.
  await Promise.allSettled(
    runs.map(async (run) => closeForCertain(run, { ending: 'aborted', probe_ms: 1000 })),
  );
  isLeaving = true;
  process.off(signal, onSignal);
  process.kill(process.pid, signal);
}

function quietly(close: () => void): void {
  try {
    close();
  } catch {
    // The watchdog closes what could not be closed here.
  }
}
