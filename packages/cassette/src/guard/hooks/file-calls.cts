import bindings = require('./bindings.cts');
import captured = require('../captured.cts');

type Call = (this: unknown, ...args: unknown[]) => unknown;

const { nextTick } = captured;
const holder = bindings.fs as unknown as Record<string, unknown>;

/** Replaces one of the functions below `fs` by one that asks first, and ends a refused call as that call ends. */
function hookFileCall(name: string, judge: (args: unknown[]) => Error | null): void {
  const original = holder[name] as Call | undefined;
  if (typeof original !== 'function') return;
  holder[name] = function (this: unknown, ...args: unknown[]): unknown {
    const error = judge(args);
    return error === null ? Reflect.apply(original, this, args) : deliver(args, error);
  };
}

/** With a callback it hears of the error; a synchronous call and a promise throw. */
function deliver(args: unknown[], error: Error): undefined {
  const request = args.find((arg) => arg instanceof bindings.FSReqCallback) as
    | { oncomplete?: (error: Error) => void }
    | undefined;
  if (request === undefined) throw error;
  nextTick(() => request.oncomplete?.(error));
}

export = hookFileCall;
