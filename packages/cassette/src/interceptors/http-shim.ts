import { Agent, type ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as later } from 'node:timers';
import { wireHeaders } from '../http/header-text.ts';
import type { Answered } from '../http/answers.ts';
import { headText, type WireResponse } from '../http/wire-response.ts';
import { dialPast } from './dial-past.ts';
import type { Shim } from './fetch-shim.ts';
import type { HttpTape } from './http-tape.ts';
import { readRequest } from './read-request.ts';
import { askUnread, whenSlow } from './read-within.ts';
import { socketAnswer } from './socket-answer.ts';
import { REQUEST_TAG } from './tag-requests.ts';
import { openTapeSocket, type TapeConnection } from './tape-socket.ts';

/** What every agent is asked to find a connection for a request; of the class, so that subclasses have it, too. */
type AddRequest = (this: Agent, request: ClientRequest, options: Target, ...rest: unknown[]) => void;

/** The same for the connection itself: at once, or when one of those that it may have at once is over. */
type CreateSocket = (this: Agent, request: ClientRequest, ...rest: unknown[]) => void;

interface Target {
  socketPath?: string | null;
  host?: string | null;
  port?: number | string | null;
  protocol?: string | null;
  timeout?: number;
}

/**
 * Answers node:http and node:https above the sockets: the client writes to a connection that leads to
 * the tape, and its own parser reads the answer. What is built on them comes this way, captured
 * references, too. Requests to servers of the agent are dialled past the interceptor below. Tunnels, upgrades, requests that go out, and requests of other agents are left to
 * the interceptor below.
 *
 * @param tapeHere the tape that a call made here and now belongs to
 * @param nameAnswer keeps a recorded answer for `restoreHeads`
 * @returns its own undo
 */
export function shimHttp(tapeHere: () => HttpTape | null, nameAnswer: (answer: Answered) => string): Shim {
  const owner = Agent.prototype as unknown as { addRequest: AddRequest; createSocket: CreateSocket };
  const { addRequest, createSocket } = owner;
  const toOwn = new WeakSet<ClientRequest>();
  const connections = createConnections(nameAnswer);
  const shim: AddRequest = function tapedAddRequest(request, options, ...rest) {
    const tape = tapeHere();
    const origin = tape === null || typeof options !== 'object' ? null : originOf(request, options);
    if (tape === null || origin === null) return addRequest.call(this, request, options, ...rest);
    if (tape.isOwnServer?.(origin.text, options.socketPath) === true) {
      toOwn.add(request);
      if (!request.headersSent) request.removeHeader(REQUEST_TAG);
      return addRequest.call(this, request, options, ...rest);
    }
    if (tape.letsOut(request.method, urlOf(origin, request.path)))
      return addRequest.call(this, request, options, ...rest);
    const { socket, isRead } = connections.ask(tape, origin);
    request.onSocket(socket);
    later(() => {
      if (!isRead() && !socket.destroyed)
        refuseSlow(request, tape, { url: urlOf(origin, request.path), socket });
    });
    const { timeout = options.timeout } = request as { timeout?: number };
    if (timeout !== undefined && timeout > 0) socket.setTimeout(timeout);
  };
  const dial: CreateSocket = function dialed(request, ...rest) {
    if (!toOwn.has(request)) return createSocket.call(this, request, ...rest);
    return dialPast(() => createSocket.call(this, request, ...rest));
  };
  owner.addRequest = shim;
  owner.createSocket = dial;
  const isInPlace = (): boolean => owner.addRequest === shim && owner.createSocket === dial;
  const undo = (): void => {
    if (owner.addRequest === shim) owner.addRequest = addRequest;
    if (owner.createSocket === dial) owner.createSocket = createSocket;
    connections.close();
  };
  return Object.assign(undo, { isInPlace });
}

/** Where a request goes, or null for what is more than a request and its answer. */
function originOf(request: ClientRequest, { host, port, protocol }: Target): Origin | null {
  if (request.method === 'CONNECT' || request.getHeader('upgrade') !== undefined) return null;
  // Given as a list, the fields are in the head already and nowhere else.
  const { _header: head } = request as { _header?: unknown };
  if (typeof head === 'string' && /^upgrade:/im.test(head)) return null;
  const secure = (protocol ?? request.protocol) === 'https:';
  const usual = secure ? 443 : 80;
  const name = host ?? 'localhost';
  const authority = name.includes(':') && !name.startsWith('[') ? `[${name}]` : name;
  const number = Number(port ?? usual);
  const place = number === usual ? '' : `:${number}`;
  return { secure, port: number, text: `${secure ? 'https' : 'http'}://${authority}${place}` };
}

interface Origin {
  secure: boolean;
  port: number;
  text: string;
}

/** A target that does not begin with "/" is a whole URL, as proxies are asked. */
function urlOf({ text }: Origin, target: string): string {
  return target.startsWith('/') ? text + target : new URL(target, text).href;
}

/** For a client that does not end its request: uploads may take long, and some never end, or are given up. */
function refuseSlow(
  request: ClientRequest,
  tape: HttpTape,
  { url, socket }: { url: string; socket: Socket },
): void {
  const headers = request
    .getRawHeaderNames()
    .filter((name) => name.toLowerCase() !== REQUEST_TAG)
    .map((name): [string, string] => [name, String(request.getHeader(name))]);
  const refusal = askUnread(tape, { method: request.method, url, headers });
  const isOpen = () => !request.writableFinished && !socket.destroyed;
  const stop = whenSlow(tape, refusal, isOpen, (error) => void socket.destroy(error));
  request.once('finish', stop);
  request.once('close', () => {
    stop();
    // What a server would have had of it is a call, too.
    if (request.headersSent && !request.writableFinished) refusal();
  });
}

interface Connection extends TapeConnection {
  /** Takes the bytes of the request that is on it now. */
  read: (chunk: Buffer) => void;
}

/**
 * Connections to the tape. One whose answer was read is kept for the next request to its place, as servers keep
 * theirs: with a new one for each, what the requests leave behind outlives the collections that are cheap.
 */
function createConnections(nameAnswer: (answer: Answered) => string): {
  ask: (tape: HttpTape, origin: Origin) => { socket: Socket; isRead: () => boolean };
  close: () => void;
} {
  const idle = new Map<string, Connection[]>();
  let isClosed = false;

  const open = (origin: Origin): Connection => {
    const connection: Connection = {
      read: () => undefined,
      ...openTapeSocket(origin, (chunk) => connection.read(chunk)),
    };
    const { socket } = connection;
    // The client is done with it, and would give it back to its agent.
    socket.on('free', () => {
      if (isClosed) socket.destroy();
      if (socket.destroyed) return;
      socket.setTimeout(0);
      const kept = idle.get(origin.text);
      if (kept === undefined) idle.set(origin.text, [connection]);
      else kept.push(connection);
    });
    return connection;
  };

  const take = (origin: Origin): Connection => {
    const kept = idle.get(origin.text);
    for (let next = kept?.pop(); next !== undefined; next = kept?.pop())
      if (!next.socket.destroyed) return next;
    return open(origin);
  };

  return {
    ask(tape, origin) {
      const connection = take(origin);
      const isRead = listen(tape, origin, { connection, nameAnswer });
      return { socket: connection.socket, isRead };
    },
    close() {
      isClosed = true;
      for (const { socket } of [...idle.values()].flat()) socket.destroy();
      idle.clear();
    },
  };
}

/** Reads the next request on a connection, and answers it. */
function listen(
  tape: HttpTape,
  origin: Origin,
  { connection, nameAnswer }: { connection: Connection; nameAnswer: (answer: Answered) => string },
): () => boolean {
  let isRead = false;
  connection.read = readRequest({
    head({ headers }) {
      if (headers.some(([name, value]) => /^expect$/i.test(name) && /^100-continue$/i.test(value)))
        later(() => connection.push(CONTINUE));
    },
    end({ method, target, headers }, body) {
      isRead = true;
      const fields = headers.filter(([name]) => name.toLowerCase() !== REQUEST_TAG);
      const request = { method, url: urlOf(origin, target), headers: fields, body };
      // No server answers within the client's own write.
      later(() => {
        if (connection.socket.destroyed) return;
        const { socket } = connection;
        const onLeft = (left: () => void): void =>
          void (socket.destroyed ? left() : socket.once('close', left));
        socketAnswer(tape, request, nameAnswer, onLeft)
          .then((answer) => play(answer, connection))
          .catch((error: unknown) => void connection.socket.destroy(error as Error));
      });
    },
  });
  return () => isRead;
}

const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
const SMALL = 16 * 1024;

async function play(answer: WireResponse, connection: TapeConnection): Promise<void> {
  const { body } = answer;
  for (const each of answer.informational ?? []) {
    // A client that expects 100 has been told to go on.
    if (each.status !== 100) connection.push(headText({ ...each, headers: wireHeaders(each.headers) }));
  }
  const head = Buffer.from(headText(answer), 'latin1');
  if (body instanceof ReadableStream) {
    connection.push(head);
    await playChunks(body, answer.cutBy, connection);
  } else if (body === null || body.byteLength < SMALL) {
    connection.push(body === null ? head : Buffer.concat([head, body]));
  } else {
    connection.push(head);
    connection.push(body);
  }
}

async function playChunks(
  body: ReadableStream<Uint8Array>,
  cutBy: Error | undefined,
  { socket, push }: TapeConnection,
): Promise<void> {
  const reader = body.getReader();
  const leave = (): void => void reader.cancel().catch(() => undefined);
  socket.once('close', leave);
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      push(`${next.value.byteLength.toString(16)}\r\n`);
      push(next.value);
      push('\r\n');
    }
  } catch {
    // Cut off: by an error when one was recorded, else by the server's closing.
    socket.destroy(cutBy);
    return;
  } finally {
    socket.off('close', leave);
  }
  push('0\r\n\r\n');
}
