import type net = require('node:net');
import timers = require('node:timers');
import captured = require('../captured.cts');
import type connects = require('./connects.cts');
import type policies = require('../policy.cts');
import type wall = require('../wall.cts');

/** A head that is at hand is there long before; a refusal is due within 100 ms. */
const PATIENCE_MS = 40;
const END_OF_HEAD = '\r\n\r\n';

/** Clients whose connections may wait for a request. */
const HTTP = /node:_http_|[\\/]undici\d*[\\/]/;

/** As it is before a clock is put in its place. */
const { clearTimeout, setImmediate, setTimeout } = timers;
const { nextTick } = captured;

type Connect = (this: net.Socket, ...args: unknown[]) => net.Socket;

/**
 * Stands before an interceptor, which connects every socket to itself, for what it would leave hanging or
 * in good faith: HTTP/2 of whoever took `http2.connect` before it was hooked, a socket that comes with a
 * connection of its own, and one that says nothing, or no whole head of a request, which no tape can answer.
 *
 * @param isHttp2Loose whether somebody may hold an `http2.connect` that is not ours
 * @returns puts it in place, and returns its undo
 */
function createCover(
  outer: wall.Wall,
  sockets: connects.ConnectHook,
  isHttp2Loose: () => boolean,
): () => () => void {
  return cover;

  function cover(): () => void {
    const { Socket } = process.getBuiltinModule('node:net');
    const { prototype } = Socket;
    const intercepted = Reflect.get(prototype, 'connect') as Connect;
    if (!sockets.isIntercepted()) return () => {};
    const covered: Connect = function (...args) {
      const asked = sockets.askedOf(args);
      const isAllowed = outer.isAllowed(asked);
      if (isAllowed && !outer.isOwnServer(asked)) {
        sockets.aim(this, asked);
        return Reflect.apply(intercepted, this, args);
      }
      const { here, asked: stack } = sockets.note(this, asked.target);
      if (isAllowed) {
        sockets.aim(this, asked);
        // Below the interceptor: it waits for a client's first words, and many a protocol begins with the server's.
        const dial = HTTP.test(String(here.stack)) ? intercepted : sockets.hook();
        return Reflect.apply<net.Socket, unknown[], net.Socket>(dial, this, args);
      }
      const error = isHttp2(here)
        ? outer.judge({ ...asked, operation: 'http2' }, stack)
        : hasConnection(this, prototype)
          ? outer.judge(asked, stack)
          : null;
      if (error !== null) return fail(this, error);
      const connecting = Reflect.apply(intercepted, this, args);
      if (!HTTP.test(String(here.stack))) refuseSilence(this, asked, stack);
      return connecting;
    };
    prototype.connect = covered;
    return () => {
      if ((prototype.connect as unknown) === covered) prototype.connect = intercepted;
    };
  }

  function isHttp2(stack: Error): boolean {
    return isHttp2Loose() && String(stack.stack).includes('node:internal/http2/core');
  }

  /** A client has its first words ready when it is connected; in the turn after that there is no more to come. */
  function refuseSilence(socket: net.Socket, asked: policies.GuardOperation, stack: Error): void {
    let hasSpoken = false;
    let hasRefused = false;
    let words = '';
    let late: NodeJS.Timeout | undefined;
    const refuse = (): void => {
      const error = outer.judge(asked, stack);
      hasRefused = error !== null;
      if (error !== null) socket.destroy(error);
    };
    const listen = (data: unknown): void => {
      if (words.includes(END_OF_HEAD)) return;
      words += textOf(data);
      const isWhole = words.includes(END_OF_HEAD);
      if (isWhole) clearTimeout(late);
      else
        late ??= setTimeout(() => {
          if (!socket.destroyed && socket.bytesRead === 0) refuse();
        }, PATIENCE_MS);
    };
    // What an interceptor takes is counted nowhere, but it all comes this way.
    const write = Reflect.get(socket, '_writeGeneric') as (...args: unknown[]) => unknown;
    Reflect.set(socket, '_writeGeneric', function (this: unknown, ...args: unknown[]): unknown {
      hasSpoken = true;
      listen(args[1]);
      return Reflect.apply(write, this, args);
    });
    // A TLS client that was laid over it finds no connection there, and gives up.
    socket.once('close', () => {
      clearTimeout(late);
      const isTold = hasRefused || Reflect.get(socket.errored ?? {}, 'code') === 'ERR_REPLAY_BLOCKED';
      if (!hasSpoken && !isTold && socket.bytesRead === 0) outer.judge(asked, stack);
    });
    const event = Reflect.get(socket, 'encrypted') === true ? 'secureConnect' : 'connect';
    socket.once(event, () => {
      setImmediate(() =>
        setImmediate(() => {
          if (socket.destroyed || hasSpoken || socket.writableLength > 0 || socket.bytesRead > 0) return;
          refuse();
        }),
      );
    });
  }
}

/** What a socket writes: a chunk, or several. */
function textOf(data: unknown): string {
  if (Array.isArray(data))
    return data.map((each: { chunk?: unknown }) => textOf(each.chunk ?? each)).join('');
  return typeof data === 'string' ? data : Buffer.from(data as Uint8Array).toString('latin1');
}

function hasConnection(socket: net.Socket, prototype: net.Socket): boolean {
  return Object.getPrototypeOf(socket) === prototype && Reflect.get(socket, '_handle') !== null;
}

/** A socket that is still connecting, and then fails: what a client meets when nobody listens. */
function fail(socket: net.Socket, error: Error): net.Socket {
  Reflect.set(socket, 'connecting', true);
  nextTick(() => socket.destroy(error));
  return socket;
}

const covers = { createCover, fail };
export = covers;
