import { exitSignal } from '../agent/exit-signal.ts';
import type { ReplayScope } from '../agent/scope.ts';
import { replaceProperty } from '../clock/replace-property.ts';
import { tellLate } from './late-errors.ts';
import { uncaughtRejection } from './uncaught-rejection.ts';

type Stop = Parameters<ReplayScope['begin']>[0];
type Realm = typeof globalThis;

/**
 * Turns what would end the agent's process into the end of its run: `process.exit()`, and an error or a
 * rejection that nobody catches. Returns what puts all back.
 *
 * @param isOwn false for code of an earlier run, whose error is left to whoever listened before
 */
export function catchEnd(realm: Realm, stop: Stop, isOwn: () => boolean): () => void {
  const exit = (code?: number | string | null): never => {
    const exitCode = Number(code ?? realm.process.exitCode ?? 0);
    const error = exitSignal(exitCode);
    stop({ ending: 'exited', exit_code: exitCode, error });
    throw error;
  };
  const putBackExits = processesOf(realm).map((each) => replaceProperty(each, 'exit', exit));
  const putBackErrors = catchErrors(realm, (error) => stop({ ending: 'threw', error }), isOwn);
  return () => {
    putBackErrors();
    for (const putBack of putBackExits) putBack();
  };
}

/**
 * Hears what nobody catches before the process around the replay does: test runners note such an error
 * as theirs and go on, where Node ends the agent's process. A rejection that the agent's own listener hears ends nothing.
 */
function catchErrors(realm: Realm, onError: (error: unknown) => void, isOwn: () => boolean): () => void {
  const [copy] = processesOf(realm).filter((each) => each !== process);
  const tellCopy = copy?.emit.bind(copy) as ((...args: unknown[]) => boolean) | undefined;
  const putBack = processesOf(realm).map(takeListeners);
  const others = putBack.at(-1)?.held as Record<Event, Listener[]>;
  const tell = (event: Event, error: unknown, source: unknown): void => {
    for (const listener of others[event]) Reflect.apply(listener, process, [error, source]);
    if (others[event].length === 0) tellLate(error);
  };
  const onUncaught = (error: unknown, origin: unknown): void => {
    if (!isOwn()) return tell('uncaughtException', error, origin);
    onError(error);
    tellCopy?.('uncaughtException', error, origin);
  };
  const onRejection = (reason: unknown, promise: Promise<unknown>): void => {
    if (!isOwn()) return tell('unhandledRejection', reason, promise);
    const isHeard = process.listenerCount('unhandledRejection') > 1;
    if (isHeard || tellCopy?.('unhandledRejection', reason, promise) === true) return;
    onError(uncaughtRejection(reason, realm));
  };
  process.on('uncaughtException', onUncaught).on('unhandledRejection', onRejection);
  return () => {
    process.off('uncaughtException', onUncaught).off('unhandledRejection', onRejection);
    for (const each of putBack) each.undo();
  };
}

/** Jest's sandbox has a process of its own, a copy; a module that Node loads beside it has Node's, which is the last. */
function processesOf(realm: Realm): NodeJS.Process[] {
  return [...new Set([realm.process, process])];
}

/** Whoever listened to a process before hears nothing until they are put back. */
function takeListeners(owner: NodeJS.Process): { held: Record<Event, Listener[]>; undo: () => void } {
  const held = Object.fromEntries(
    EVENTS.map((event) => [event, owner.rawListeners(event) as Listener[]]),
  ) as Record<Event, Listener[]>;
  for (const event of EVENTS) for (const listener of held[event]) owner.off(event, listener);
  return {
    held,
    undo: () => {
      for (const event of EVENTS) for (const listener of held[event]) owner.on(event, listener);
    },
  };
}

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;
type Event = (typeof EVENTS)[number];
type Listener = (...args: unknown[]) => void;
