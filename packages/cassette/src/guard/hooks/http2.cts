import moduleApi = require('node:module');
import type net = require('node:net');
import type connects = require('./connects.cts');
import covers = require('./covers.cts');
import loads = require('./loads.cts');
import type wall = require('../wall.cts');

type Wall = wall.Wall;
type Connect = (this: unknown, authority: unknown, options?: unknown, listener?: unknown) => unknown;

interface Dialled {
  createConnection?: ((...args: unknown[]) => net.Socket) | undefined;
}

interface Http2Hook {
  /** Returns its undo. */
  hook: () => () => void;
  cover: () => () => void;
}

/**
 * `http2.connect` is judged by name: an interceptor that takes its socket for HTTP/1.1 leaves it
 * hanging. Loading http2 costs 20 ms, so it is to be hooked when somebody first loads it.
 */
function hookHttp2(outer: Wall, sockets: connects.ConnectHook): Http2Hook {
  const getBuiltinModule = Reflect.get(process, 'getBuiltinModule');
  const { isIntercepted } = sockets;
  let hooked = false;
  let wasLoaded = false;

  return { hook, cover: covers.createCover(outer, sockets, () => wasLoaded) };

  function hook(): () => void {
    if (hooked) return () => {};
    hooked = true;
    wasLoaded = loads.isLoaded('http2');
    const isFirst = !sockets.isHooked();
    sockets.hook();
    const http2 = getBuiltinModule('node:http2');
    const original = http2.connect as Connect;
    const connect: Connect = function (authority, options, listener) {
      const given = typeof options === 'object' && options !== null ? options : {};
      const heard = typeof options === 'function' ? options : listener;
      const { host, port } = endpointOf(authority, given);
      const error = outer.judge({ operation: 'http2', target: `${host}:${port}`, host, port });
      if (error !== null)
        return original.call(this, authority, { ...given, createConnection: () => refused(error) }, heard);
      const isMocked = isIntercepted();
      if (!isMocked || outer.policy.mode === 'off' || !isPlain(authority))
        return original.call(this, authority, options, listener);
      const connectFor = dialFor(given) ?? (() => dial({ host, port }));
      return original.call(this, authority, { ...given, createConnection: connectFor }, heard);
    };
    http2.connect = connect as typeof http2.connect;
    moduleApi.syncBuiltinESMExports();
    return () => {
      if (isFirst) sockets.unhook();
      if (http2.connect !== (connect as typeof http2.connect)) return;
      http2.connect = original as typeof http2.connect;
      moduleApi.syncBuiltinESMExports();
      hooked = false;
    };
  }

  /** An allowed connection goes below an active interceptor, which cannot speak HTTP/2. */
  function dial(to: { host?: string; port?: number } | { path: string }): net.Socket {
    const { Socket } = getBuiltinModule('node:net');
    return Reflect.apply(sockets.hook(), new Socket(), [to]);
  }

  /** For a client that brings a connection of its own, as gRPC does: one below the interceptor to the same place. */
  function dialFor({ createConnection }: Dialled): Dialled['createConnection'] {
    if (createConnection === undefined) return undefined;
    return (...args) => {
      const given = createConnection(...args);
      const to = sockets.targetOf(given);
      if (to === undefined) return given;
      const { host = 'localhost', port = 0, path: file } = to;
      const below = dial(file === undefined ? { host, port } : { path: file });
      return below.once('close', () => given.destroy());
    };
  }
}

/** A socket that is still connecting, and then fails. */
function refused(error: Error): net.Socket {
  const { Socket } = process.getBuiltinModule('node:net');
  return covers.fail(new Socket(), error);
}

function isPlain(authority: unknown): boolean {
  return toUrl(authority)?.protocol === 'http:';
}

function endpointOf(authority: unknown, options: object): { host: string; port: number } {
  const url = toUrl(authority);
  const named = options as { host?: string; port?: number | string };
  const host = url === null ? (named.host ?? 'localhost') : url.hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, port: Number(url?.port || named.port || (url?.protocol === 'http:' ? 80 : 443)) };
}

function toUrl(authority: unknown): URL | null {
  if (typeof authority === 'object' && authority !== null && 'hostname' in authority) {
    const {
      protocol = 'https:',
      hostname,
      port = '',
    } = authority as { protocol?: string; hostname: string; port?: string | number };
    return URL.parse(`${protocol}//${hostname}:${port}`);
  }
  return URL.parse(String(authority));
}

export = hookHttp2;
