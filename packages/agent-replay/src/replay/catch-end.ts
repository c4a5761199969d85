import { exitSignal } from '../agent/exit-signal.ts';
import type { ReplayScope } from '../agent/scope.ts';
import { replaceProperty } from '../clock/replace-property.ts';

type Stop = Parameters<ReplayScope['begin']>[0];

/**
 * Turns what would end the agent's process into the end of its run: `process.exit()`, and an error or a
 * rejection that nobody catches. Returns what puts all back.
 *
 * @param isOwn false for code of an earlier run, whose error is left to whoever listened before
 */
export function catchEnd(realm: typeof globalThis, stop: Stop, isOwn: () => boolean): () => void {
  const exit = (code?: number | string | null): never => {
    const exitCode = Number(code ?? realm.process.exitCode ?? 0);
    const error = exitSignal(exitCode);
    stop({ ending: 'exited', exit_code: exitCode, error });
    throw error;
  };
  // Jest's sandbox has a process of its own; a module that Node loads beside it has Node's.
  const putBackExits = [...new Set([realm.process, process])].map((each) =>
    replaceProperty(each, 'exit', exit),
  );
  const putBackErrors = catchErrors((error) => stop({ ending: 'threw', error }), isOwn);
  return () => {
    putBackErrors();
    for (const putBack of putBackExits) putBack();
  };
}

/**
 * Hears what nobody catches before the process around the replay does: test runners note such an error
 * as theirs and go on, where Node ends the agent's process. Without a listener Node makes one of a rejection.
 */
function catchErrors(onError: (error: unknown) => void, isOwn: () => boolean): () => void {
  const others = Object.fromEntries(
    EVENTS.map((event) => [event, process.rawListeners(event) as Listener[]]),
  ) as Record<Event, Listener[]>;
  const onAny = (error: unknown, origin: Event): void => {
    const listeners = others[origin];
    if (isOwn() || listeners.length === 0) onError(error);
    else for (const listener of listeners) Reflect.apply(listener, process, [error, sourceOf(error, origin)]);
  };
  for (const event of EVENTS) for (const listener of others[event]) process.off(event, listener);
  process.on('uncaughtException', onAny);
  return () => {
    process.off('uncaughtException', onAny);
    for (const event of EVENTS) for (const listener of others[event]) process.on(event, listener);
  };
}

/** What Node hands a listener beside the error: of a rejection its promise, by which runners know it. */
function sourceOf(error: unknown, origin: Event): Event | Promise<never> {
  if (origin === 'uncaughtException') return origin;
  const promise = Promise.reject<never>(error);
  // It is heard of once.
  promise.catch(() => undefined);
  return promise;
}

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;
type Event = (typeof EVENTS)[number];
type Listener = (...args: unknown[]) => void;
