import diagnostics = require('node:diagnostics_channel');
import type http2 = require('node:http2');

type Write = (this: http2.ClientHttp2Stream, ...args: unknown[]) => unknown;

/**
 * HTTP/2 takes the connection's handle for itself, and writes below everything that JavaScript sees of it: its
 * streams are looked at as they begin, and as they are written to.
 */
function hookHttp2Streams(judge: (handle: unknown) => Error | null): void {
  let isHooked = false;
  diagnostics.subscribe('http2.client.stream.created', (message) => {
    const { stream } = message as { stream: http2.ClientHttp2Stream };
    if (!isHooked) hookWrites(stream);
    isHooked = true;
    end(stream);
  });

  function hookWrites(stream: http2.ClientHttp2Stream): void {
    const prototype = Object.getPrototypeOf(Object.getPrototypeOf(stream)) as object;
    for (const name of ['_write', '_writev']) {
      const original = Reflect.get(prototype, name) as Write;
      Reflect.set(prototype, name, function (this: http2.ClientHttp2Stream, ...args: unknown[]): unknown {
        return end(this) ? undefined : Reflect.apply(original, this, args);
      });
    }
  }

  /** Ends a session that may say nothing; whether it has. */
  function end(stream: http2.ClientHttp2Stream): boolean {
    const { session } = stream;
    if (session === undefined || session.destroyed) return false;
    const handle = Reflect.get(session.socket, '_handle') as { _parent?: Closes } & Closes;
    const error = judge(handle);
    if (error === null) return false;
    // What the session has begun to say goes out with its end, where there is a way.
    (handle._parent ?? handle).close();
    session.destroy(error);
    return true;
  }
}

interface Closes {
  close(): void;
}

export = hookHttp2Streams;
