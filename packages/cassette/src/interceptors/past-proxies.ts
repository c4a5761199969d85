import { currentSession } from '../session.ts';

/** What undici's dispatchers are asked, in parts (undici: docs/api/Dispatcher.md). */
interface DispatchOptions {
  origin?: string | URL;
  path?: string;
  method?: string;
  headers?: unknown;
}

export type Dispatch = (options: DispatchOptions, handler: unknown) => boolean;

interface PlainAgent {
  dispatch: Dispatch;
}

/**
 * Makes the `dispatch` of a `ProxyAgent` that asks for what the tape answers without its proxy: nobody sees
 * into the tunnel that it would open, and the tape has its calls by the servers that they were meant for.
 *
 * @param Agent of the same copy of undici
 */
export function pastProxies(dispatch: Dispatch, Agent: new () => PlainAgent): Dispatch {
  let plain: PlainAgent | undefined;
  return function pastProxy(this: unknown, options, handler) {
    if (!isTaped(options)) return dispatch.call(this, options, handler);
    plain ??= new Agent();
    return plain.dispatch(options, handler);
  };
}

function isTaped({ origin, path = '/', method = 'GET' }: DispatchOptions): boolean {
  const tape = currentSession()?.http;
  if (tape == null || origin === undefined) return false;
  const place = String(origin).replace(/\/$/, '');
  return tape.isOwnServer?.(place) !== true && !tape.letsOut(method, place + path);
}
