import bindings = require('./bindings.cts');
import captured = require('../captured.cts');
import hookFileCall = require('./file-calls.cts');
import hookHttp2Streams = require('./http2-streams.cts');
import ownerOf = require('./owner.cts');
import putHook = require('./put-hook.cts');
import type policies = require('../policy.cts');
import type wall = require('../wall.cts');

type Call = (this: object, ...args: unknown[]) => unknown;

/** How every stream of Node writes, whichever client it belongs to. */
const WRITES = [
  'writev',
  'writeBuffer',
  'writeAsciiString',
  'writeLatin1String',
  'writeUtf8String',
  'writeUcs2String',
];

/** Where a handle leads: as it was dialled, and as the caller named it; or the program at its other end. */
interface Place {
  asked: policies.GuardOperation;
  named: policies.GuardOperation;
  isProgram: boolean;
}

interface Established {
  /** The refusal of what is to be written to a handle; null where it may be, and for all that was opened under a policy. */
  judge: (handle: unknown) => Error | null;
  /** The same by the number that a handle is open as. */
  judgeDescriptor: (fd: unknown) => Error | null;
  noteConnection: (handle: object, asked: policies.GuardOperation, named?: policies.GuardOperation) => void;
  /** `stdio` is what the program was started with: its pipes are known by their handles. */
  noteProgram: (asked: policies.GuardOperation, stdio?: readonly object[]) => void;
}

/**
 * What was opened while no policy stood, as by a setup file of the user's: connections, and pipes to programs that
 * run without the guard. Opening it was nobody's business; what is said to it under a policy is judged as opening
 * it now would be. No write is hooked in a process that has opened nothing.
 */
function watchEstablished(outer: wall.Wall): Established {
  const places = new WeakMap<object, Place>();
  const descriptors = new Set<WeakRef<object>>();
  let isHooked = false;
  // The first stream is there before its connection is dialled.
  hookHttp2Streams(judge);

  function note(handle: object, place: Place): void {
    if (!outer.isUnasked(place.asked)) return;
    places.set(handle, place);
    descriptors.add(new WeakRef(handle));
    if (isHooked) return;
    isHooked = true;
    hookWrites();
  }

  function judge(handle: unknown): Error | null {
    if (typeof handle !== 'object' || handle === null) return null;
    // TLS is laid over the connection.
    const place = places.get(handle) ?? places.get((Reflect.get(handle, '_parent') ?? handle) as object);
    if (place === undefined) return null;
    const { asked, named, isProgram } = place;
    if (outer.isAllowed(asked) || outer.isAllowed(named)) return null;
    if (!isProgram || !outer.lenient) return outer.judge(asked, undefined, named);
    outer.ledger.declare({
      channel: `spawn:${captured.basename(asked.target)}`,
      reason: 'it was started before the wall stood, and was written to',
    });
    return null;
  }

  function hookWrites(): void {
    const { TLSWrap } = (Reflect.get(process, 'binding') as (name: string) => { TLSWrap: Function })(
      'tls_wrap',
    );
    for (const prototype of [Object.getPrototypeOf(bindings.TCP.prototype), TLSWrap.prototype] as object[])
      for (const name of WRITES) hookWrite(prototype, name);
    for (const name of ['writeBuffer', 'writeBuffers', 'writeString', 'writeFileUtf8'])
      hookFileCall(name, ([fd]) => judgeDescriptor(fd));
  }

  function hookWrite(prototype: object, name: string): void {
    const original = Reflect.get(prototype, name) as Call;
    putHook(prototype, name, function (...args) {
      // A handle that is sent along is written to by whoever gets it.
      const error = judge(this) ?? judge(args[2]);
      if (error === null) return Reflect.apply(original, this, args);
      // The first error that a socket is destroyed by is the one that it tells.
      ownerOf(this)?.destroy?.(error);
      return bindings.EACCES;
    });
  }

  function judgeDescriptor(fd: unknown): Error | null {
    for (const each of descriptors) {
      const handle = each.deref();
      if (handle === undefined) descriptors.delete(each);
      else if (Reflect.get(handle, 'fd') === fd) return judge(handle);
    }
    return null;
  }

  return {
    judge,
    judgeDescriptor,
    noteConnection: (handle, asked, named = asked) => note(handle, { asked, named, isProgram: false }),
    noteProgram(asked, stdio = []) {
      for (const each of stdio) {
        const handle: unknown = Reflect.get(each, 'handle');
        if (handle instanceof bindings.Pipe) note(handle, { asked, named: asked, isProgram: true });
      }
    },
  };
}

const established = { watchEstablished };
namespace established {
  export type Watch = Established;
}
export = established;
