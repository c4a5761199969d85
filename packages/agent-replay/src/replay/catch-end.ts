import { exitSignal } from '../agent/exit-signal.ts';
import type { ReplayScope } from '../agent/scope.ts';
import { replaceProperty } from '../clock/replace-property.ts';
import { tellLate } from './late-errors.ts';
import { uncaughtRejection } from './uncaught-rejection.ts';

type Stop = Parameters<ReplayScope['begin']>[0];
type Realm = typeof globalThis;

/**
 * Turns what would end the agent's process into the end of its run: `process.exit()` and what it stands on, and an error or a
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
  let isOver = false;
  const putBackExits = processesOf(realm).flatMap((each) => {
    const { reallyExit } = each as unknown as { reallyExit: (code?: number) => never };
    // Who takes it during the run may call it long after, when it is no longer the run's.
    const leave = (code?: number): never => (isOver ? reallyExit.call(each, code) : exit(code));
    return [replaceProperty(each, 'exit', exit), replaceProperty(each, 'reallyExit', leave)];
  });
  const putBackErrors = catchErrors({ realm, onError: (error) => stop({ ending: 'threw', error }), isOwn });
  return () => {
    isOver = true;
    putBackErrors();
    for (const putBack of putBackExits) putBack();
  };
}

/** The run that errors which nobody catches belong to. */
interface Hearing {
  realm: Realm;
  onError: (error: unknown) => void;
  isOwn: () => boolean;
  /** Tells the copy of the process that a sandbox has; true where somebody heard it there. */
  tellCopy?: (event: Event, ...args: unknown[]) => boolean;
}

/** Listeners that stay from one replay to the next, and what lends them to a run; undefined while none are kept. */
let kept: { isAlone: () => boolean; lend: (hearing: Hearing) => () => void } | undefined;

/**
 * Keeps what hears of errors in place between replays, where the process has listeners of its own: these hear between
 * two as they did before. To take them away and put them back with each replay takes longer than to read its files.
 *
 * @returns the undo
 */
export function keepCaught(realm: Realm = globalThis): () => void {
  if (kept !== undefined || realm.process !== process) return () => undefined;
  const { held, undo } = takeListeners(process);
  // Where nobody listens an error ends the process, and is to.
  if (EVENTS.some((event) => held[event].length === 0)) {
    undo();
    return () => undefined;
  }
  let now: Hearing | null = null;
  const { ears, stop } = listen(held, () => now);
  kept = {
    isAlone: () =>
      now === null &&
      EVENTS.every((event) => {
        const [first, second] = process.rawListeners(event);
        return first === ears[event] && second === undefined;
      }),
    lend(hearing) {
      now = hearing;
      return () => {
        now = null;
        // An agent can take away all that listen.
        for (const event of EVENTS)
          if (!process.rawListeners(event).includes(ears[event])) process.on(event, ears[event]);
      };
    },
  };
  return () => {
    kept = undefined;
    stop();
    undo();
  };
}

/**
 * Hears what nobody catches before the process around the replay does: test runners note such an error
 * as theirs and go on, where Node ends the agent's process. A rejection that the agent's own listener hears ends nothing.
 */
function catchErrors(hearing: Hearing): () => void {
  const { process: copy } = hearing.realm;
  if (copy === process && kept?.isAlone() === true) return kept.lend(hearing);
  const tellCopy = copy === process ? undefined : (copy.emit.bind(copy) as Hearing['tellCopy']);
  const run: Hearing = { ...hearing, ...(tellCopy !== undefined && { tellCopy }) };
  const taken = processesOf(hearing.realm).map(takeListeners);
  const { stop } = listen(taken.at(-1)?.held as Held, () => run);
  return () => {
    stop();
    for (const { undo } of taken) undo();
  };
}

/** @param others who hears what is of no run that is under way */
function listen(
  others: Held,
  hearing: () => Hearing | null,
): { ears: Record<Event, Listener>; stop: () => void } {
  const tell = (event: Event, error: unknown, source: unknown): void => {
    for (const listener of others[event]) Reflect.apply(listener, process, [error, source]);
    if (others[event].length === 0) tellLate(error);
  };
  const ears: Record<Event, Listener> = {
    uncaughtException(error, origin) {
      const run = hearing();
      if (run === null || !run.isOwn()) return tell('uncaughtException', error, origin);
      run.onError(error);
      run.tellCopy?.('uncaughtException', error, origin);
    },
    unhandledRejection(reason, promise) {
      const run = hearing();
      if (run === null || !run.isOwn()) return tell('unhandledRejection', reason, promise);
      const isHeard = process.listenerCount('unhandledRejection') > 1;
      if (isHeard || run.tellCopy?.('unhandledRejection', reason, promise) === true) return;
      run.onError(uncaughtRejection(reason, run.realm));
    },
  };
  for (const event of EVENTS) process.on(event, ears[event]);
  return {
    ears,
    stop: () => {
      for (const event of EVENTS) process.off(event, ears[event]);
    },
  };
}

/** Jest's sandbox has a process of its own, a copy; a module that Node loads beside it has Node's, which is the last. */
function processesOf(realm: Realm): NodeJS.Process[] {
  return [...new Set([realm.process, process])];
}

/** Whoever listened to a process before hears nothing until they are put back. */
function takeListeners(owner: NodeJS.Process): { held: Held; undo: () => void } {
  const held = Object.fromEntries(
    EVENTS.map((event) => [event, owner.rawListeners(event) as Listener[]]),
  ) as Held;
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
type Held = Record<Event, Listener[]>;
