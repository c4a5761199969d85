import { AsyncLocalStorage } from 'node:async_hooks';

/** The tool calls that are under way in a process, for every copy of this package in it. */
interface Calls {
  context: AsyncLocalStorage<string>;
  count: number;
}

const KEY = Symbol.for('agent-replay.calls');
/** Runs may go on in another process, whose calls count from one again. */
const PLACE = `${process.pid.toString(36)}${Math.floor(performance.timeOrigin).toString(36)}`;

function calls(): Calls {
  return ((globalThis as { [KEY]?: Calls })[KEY] ??= { context: new AsyncLocalStorage(), count: 0 });
}

/** What a call made here and now says of the tool call that it is part of: told apart by async context. */
export function withinCall(): { within?: string } {
  const within = calls().context.getStore();
  return within === undefined ? {} : { within };
}

/** An id for a tool call that is about to run: what runs in it can name it before it has ended. */
export function newCallId(): string {
  const all = calls();
  all.count += 1;
  return `call-${PLACE}-${all.count}`;
}

/** Runs a tool, with every call that it makes within the one named. */
export function runWithin<Result>(id: string, run: () => Result): Result {
  return calls().context.run(id, run);
}
