import bindings = require('./bindings.cts');
import captured = require('../captured.cts');
import underWay = require('./under-way.cts');

type Call = (this: unknown, ...args: unknown[]) => unknown;

interface Request {
  oncomplete?: (error: Error) => void;
}

const { nextTick } = captured;
const holder = bindings.fs as unknown as Record<string, unknown>;

/**
 * Replaces one of the functions below `fs` by one that asks first, and ends a refused call as that call ends.
 *
 * @param begin called for what another thread will do, which knows of it until it is told its end
 */
function hookFileCall(
  name: string,
  judge: (args: unknown[]) => Error | null,
  begin?: (args: readonly unknown[]) => (() => void) | undefined,
): void {
  const original = holder[name] as Call | undefined;
  if (typeof original !== 'function') return;
  holder[name] = function (this: unknown, ...args: unknown[]): unknown {
    const error = judge(args);
    if (error !== null) return deliver(args, error);
    const request = requestOf(args);
    // One that gives a promise is told so by a symbol of Node's own.
    const isLater = request !== undefined || args.some((arg) => typeof arg === 'symbol');
    const end = isLater ? begin?.(args) : undefined;
    if (end === undefined) return Reflect.apply(original, this, args);
    if (request !== undefined) underWay.whenAnswered({ request, by: 'oncomplete' }, end);
    try {
      const given = Reflect.apply(original, this, args);
      if (request === undefined) underWay.whenAnswered({ promise: given }, end);
      return given;
    } catch (thrown) {
      end();
      throw thrown;
    }
  };
}

function requestOf(args: readonly unknown[]): Request | undefined {
  return args.find((arg) => arg instanceof bindings.FSReqCallback) as Request | undefined;
}

/** With a callback it hears of the error; a synchronous call and a promise throw. */
function deliver(args: unknown[], error: Error): undefined {
  const request = requestOf(args);
  if (request === undefined) throw error;
  nextTick(() => request.oncomplete?.(error));
}

export = hookFileCall;
