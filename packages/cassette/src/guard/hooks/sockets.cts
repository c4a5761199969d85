import diagnostics = require('node:diagnostics_channel');
import bindings = require('./bindings.cts');
import captured = require('../captured.cts');
import type connects = require('./connects.cts');
import type established = require('./established.cts');
import watchDatagrams = require('./datagrams.cts');
import createFileJudge = require('./judge-files.cts');
import hookListeners = require('./listeners.cts');
import openFiles = require('./open-file.cts');
import ownerOf = require('./owner.cts');
import putHook = require('./put-hook.cts');
import type wall = require('../wall.cts');

type Wall = wall.Wall;
type Call = (this: object, ...args: unknown[]) => unknown;

const { EACCES, ENETUNREACH } = bindings;
const { nextTick } = captured;

/**
 * TCP, pipes and UDP, at the prototypes that every socket of Node ends at. The methods stay
 * writable: interceptors answer mocked calls by replacing them on single instances.
 */
function hookSockets(
  outer: Wall,
  connect: connects.ConnectHook,
  opened: established.Watch,
): ReturnType<typeof hookListeners> {
  const { TCP, Pipe, UDP } = bindings;
  const datagrams = watchDatagrams();
  diagnostics.subscribe('net.client.socket', (message) => {
    const { socket } = message as { socket: object };
    // The first of all is on its way already.
    if (outer.policy.mode === 'off' || connect.isHooked()) return;
    connect.note(socket);
    connect.hook();
  });

  for (const name of ['connect', 'connect6'] as const) {
    hook(TCP.prototype, name, (handle, args) => {
      const [address, port] = spelt(args, 1);
      const asked = endpoint('tcp', address, port);
      const owner = ownerOf(handle);
      // A socket's own lookup may name any address: where it goes counts, not what it calls it.
      const named = endpoint('tcp', typeof owner?._host === 'string' ? owner._host : address, port);
      if (outer.testing || !outer.isAllowed(asked)) return outer.judge(asked, connect.stackOf(owner), named);
      opened.noteConnection(handle, asked, named);
      return null;
    });
    hook(UDP.prototype, name, (handle, args) => {
      const asked = endpoint('udp', ...spelt(args, 0));
      const error = outer.judge(asked);
      if (error === null) opened.noteConnection(handle, asked);
      const owner = error === null ? undefined : ownerOf(handle);
      if (error !== null && owner !== undefined) datagrams.keep(owner, error);
      return error;
    });
  }
  const dialled = new WeakMap<object, string>();
  hook(
    Pipe.prototype,
    'connect',
    (handle, args) => {
      const owner = ownerOf(handle);
      const file = (args[1] = String(args[1]));
      const asked = { operation: 'unix', target: file, path: file };
      const place = listeners.listensOn(file);
      if (place !== null) dialled.set(handle, place);
      const error = outer.judge(asked, connect.stackOf(owner));
      if (error === null) opened.noteConnection(handle, asked);
      return error;
    },
    // Another thread or program may put another socket in its place between the look and the call.
    (handle, file) => {
      const place = dialled.get(handle);
      if (place === undefined || listeners.listensOn(String(file)) === place) return null;
      return outer.judge({ operation: 'unix', target: String(file), path: String(file) });
    },
  );
  for (const name of ['send', 'send6'] as const) {
    // A connected socket sends without an address: its `connect` was judged, where a policy stood.
    hook(UDP.prototype, name, (handle, args) => {
      if (args.length < 6) return opened.judge(handle);
      const [port, address] = [Number(args[3]), String(args[4])];
      args.splice(3, 2, port, address);
      return outer.judge(endpoint('udp', address, port));
    });
  }
  hook(TCP.prototype, 'open', (_handle, args) => inherited('tcp', args));
  hook(UDP.prototype, 'open', (_handle, args) => inherited('udp', args));
  const judgeFile = createFileJudge(outer);
  // Pipes to the process that started this one are ordinary, except in strict; a file makes one, too.
  hook(Pipe.prototype, 'open', (_handle, args) =>
    outer.lenient ? judgeHeld((args[0] = Number(args[0]))) : inherited('unix', args),
  );
  // A socket with a path is a file; those of Linux that begin with a zero are none.
  hookBind(Pipe.prototype, (file) =>
    outer.testing || file.startsWith('\0') ? null : judgeFile('bind', [file]),
  );
  for (const name of ['addMembership', 'addSourceSpecificMembership']) {
    // Joining a group sends a packet by itself (RFC 3376, 5.1).
    hook(UDP.prototype, name, (_handle, args) =>
      thrown(outer.judge(endpoint('udp', spelt(args, name === 'addMembership' ? 0 : 1)[0], 0))),
    );
  }

  const tcp = (name: 'connect' | 'connect6', address: string) => () => {
    const handle = new TCP(0);
    handle[name]({}, address, 9);
    handle.close();
  };
  const listeners = hookListeners(outer, datagrams.isImplicit);
  outer.knowPipes(listeners.listensOn);
  const hooks = [
    ...listeners.hooks,
    { name: 'TCP.connect', operation: 'tcp', canary: tcp('connect', '192.0.2.1') },
    { name: 'TCP.connect6', operation: 'tcp', canary: tcp('connect6', '2001:db8::1') },
    {
      name: 'Pipe.connect',
      operation: 'unix',
      canary: () => {
        const handle = new Pipe(0);
        handle.connect({}, '/agent-replay-canary');
        handle.close();
      },
    },
    {
      name: 'UDP.send',
      operation: 'udp',
      canary: () => {
        const handle = new UDP();
        handle.send({}, [], 0, 9, '192.0.2.1', false);
        handle.close();
      },
    },
  ];
  return { ...listeners, hooks };

  /** A connection that somebody else opened; 0, 1 and 2 are the standard streams. */
  function inherited(operation: 'tcp' | 'udp' | 'unix', args: unknown[]): Error | null {
    const fd = (args[0] = Number(args[0]));
    return fd <= 2 ? null : outer.judge({ operation, target: `file descriptor ${fd}` });
  }

  /** A file that is open to be written to. */
  function judgeHeld(fd: number): Error | null {
    if (fd <= 2 || outer.testing || !judgeFile.isArmed()) return null;
    return judgeFile('open', [outer.aside(() => openFiles.writtenFile(fd))]);
  }

  /** Ends as a path that may not be bound to: with a number that the socket's error is made of. */
  function hookBind(prototype: object, judge: (file: string) => Error | null): void {
    const original = Reflect.get(prototype, 'bind') as Call;
    const value: Call = function (...args) {
      const file = String(args[0]);
      return judge(file) === null ? Reflect.apply(original, this, [file, ...args.slice(1)]) : EACCES;
    };
    putHook(prototype, 'bind', value);
  }

  /** Replaces a method by one that asks first, and ends a refused call as that kind of call ends. */
  function hook(
    prototype: object,
    name: string,
    judge: (handle: object, args: unknown[]) => Error | null,
    judgeAfter?: (handle: object, target: unknown) => Error | null,
  ): void {
    const original = Reflect.get(prototype, name) as Call | undefined;
    if (original === undefined) return;
    const value: Call = function (...args) {
      const error = judge(this, args);
      if (error !== null) return deliver(this, args[0], error, outer.testing);
      const result = Reflect.apply(original, this, args);
      const late = judgeAfter?.(this, args[1]) ?? null;
      return late === null ? result : deliver(this, args[0], late, outer.testing);
    };
    putHook(prototype, name, value);
  }
}

/** An address and a port as they are judged and passed on: an object could say another thing the second time. */
function spelt(args: unknown[], at: number): [string, number] {
  const [address, port] = [String(args[at]), Number(args[at + 1])];
  args[at] = address;
  if (at + 1 < args.length && typeof args[at + 1] === 'object') args[at + 1] = port;
  return [address, port];
}

/** For calls that report their failure by throwing. */
function thrown(error: Error | null): null {
  if (error !== null) throw error;
  return null;
}

function endpoint(operation: 'tcp' | 'udp', host: string, port: number) {
  return { operation, target: `${host.includes(':') ? `[${host}]` : host}:${port}`, host, port };
}

/** Zero where the owner hears of the typed error on the next tick; else the number of an error. */
function deliver(handle: object, request: unknown, error: Error, testing: boolean): number {
  const owner = testing ? undefined : ownerOf(handle);
  if (typeof owner?.destroy === 'function') {
    nextTick(() => owner.destroy?.(error));
    return 0;
  }
  const callback =
    typeof request === 'object' && request !== null ? Reflect.get(request, 'callback') : undefined;
  if (typeof callback === 'function') {
    nextTick(callback as (error: Error) => void, error);
    return 0;
  }
  if (
    typeof owner?.emit === 'function' &&
    (owner.listenerCount?.('error') ?? 0) > 0 &&
    typeof request === 'object'
  ) {
    nextTick(() => owner.emit?.('error', error));
    return 0;
  }
  return ENETUNREACH;
}

export = hookSockets;
