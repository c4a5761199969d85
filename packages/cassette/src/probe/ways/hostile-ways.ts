import fs from 'node:fs';
import inspector from 'node:inspector';
import { createRequire } from 'node:module';
import net from 'node:net';
import path from 'node:path';
import { REACHED, type Targets, wayOut, type WayOut } from '../way-out.ts';
import { talk } from './talk.ts';

type Call = (...args: unknown[]) => unknown;
type Undo = () => void;

interface Guard {
  adopt?: (policy: object) => void;
  permit?: (rule: string) => void;
  installGuard?: (policy: object) => void;
}

/** Code that knows what stands in its way, and turns it before it leaves. */
export const hostileWays: WayOut[] = [
  turned("the guard's own interface", () => {
    const guard = Reflect.get(globalThis, Symbol.for('agent-replay.guard')) as Guard | undefined;
    guard?.adopt?.({ mode: 'off' });
    guard?.permit?.('tcp:127.0.0.1:*');
  }),
  turned('the guard loaded anew', () => {
    const require = createRequire(import.meta.url);
    for (const file of Object.keys(require.cache).filter((each) => each.endsWith('preload.cjs'))) {
      (require(file) as Guard).installGuard?.({ mode: 'off' });
      delete require.cache[file];
      (require(file) as Guard).installGuard?.({ mode: 'off' });
    }
  }),
  turned('Array.prototype.some', () => patch(Array.prototype, 'some', () => true)),
  turned('Array.prototype.includes', () => patch(Array.prototype, 'includes', () => true)),
  turned('RegExp.prototype.test', () => patch(RegExp.prototype, 'test', () => true)),
  turned('String.prototype.replace', () => patch(String.prototype, 'replace', () => 'localhost')),
  wayOut({
    name: 'net by what Reflect.apply is given',
    run: ({ targets }) => {
      const seen: unknown[] = [];
      const { apply } = Reflect;
      const undo = patch(Reflect, 'apply', (call: Call, self: unknown, args: unknown[]) => {
        seen.push(call);
        return apply<unknown, unknown[], unknown>(call, self, args);
      });
      const socket = net.connect(targets.tcp, targets.host).on('error', () => {});
      undo();
      const native = seen.find((call) => /\bconnect\(\) \{ \[native code\]/.test(String(call)));
      return native === undefined ? talk(socket) : connected(native as Call, targets);
    },
  }),
  wayOut({
    name: 'net by what the inspector sees behind a hook',
    run: async ({ targets }) => {
      const hooked = tcp().TCP.prototype.connect;
      return connected(
        Function.prototype.toString.call(hooked).includes('[native code]') ? hooked : await behind(hooked),
        targets,
      );
    },
  }),
  wayOut({
    name: 'inspector.open',
    run: async () => {
      inspector.open(0, '127.0.0.1');
      inspector.close();
      return REACHED;
    },
  }),
  wayOut({
    name: 'inspector by a signal',
    run: async () => {
      process.kill(process.pid, 'SIGUSR1');
      for (let turns = 0; inspector.url() === undefined; turns += 1) {
        if (turns > 100) throw new Error('not open');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      inspector.close();
      return REACHED;
    },
  }),
  wayOut({
    name: 'memory of the process',
    run: async () => {
      fs.closeSync(fs.openSync('/proc/self/mem', 'r+'));
      return REACHED;
    },
  }),
  wayOut({
    name: 'file outside, node:path turned',
    run: async ({ targets }) => {
      const file = path.join(targets.outside, 'turned');
      const undo = [
        patch(path, 'resolve', () => path.join(targets.folder, 'inside')),
        patch(path, 'relative', () => ''),
        patch(fs, 'realpathSync', () => targets.folder),
      ];
      try {
        fs.writeFileSync(file, 'x');
      } finally {
        for (const each of undo) each();
      }
      return REACHED;
    },
  }),
];

/** Turns something, then leaves. */
function turned(what: string, turn: () => Undo | void): WayOut {
  return wayOut({
    name: `net, ${what} turned`,
    run: async ({ targets }) => {
      const undo = turn();
      try {
        return await talk(net.connect(targets.tcp, targets.host));
      } finally {
        undo?.();
      }
    },
  });
}

function patch(holder: object, name: string, value: unknown): Undo {
  const before = Reflect.get(holder, name) as unknown;
  Reflect.set(holder, name, value);
  return () => void Reflect.set(holder, name, before);
}

/** The variable of a hook that holds what it stands before. */
async function behind(hooked: Call): Promise<Call> {
  const session = new inspector.Session();
  session.connect();
  const post = (method: string, parameters: object) =>
    new Promise<Described>((resolve, reject) => {
      session.post(method, parameters, (error, result) =>
        error === null ? resolve(result as unknown as Described) : reject(error),
      );
    });
  Reflect.set(globalThis, 'probed', hooked);
  const { result } = await post('Runtime.evaluate', { expression: 'probed' });
  const { internalProperties = [] } = await post('Runtime.getProperties', { objectId: result.objectId });
  const scopes = internalProperties.find(({ name }) => name === '[[Scopes]]')?.value?.objectId;
  const { result: list } = await post('Runtime.getProperties', { objectId: scopes, ownProperties: true });
  for (const { value } of list as unknown as Property[]) {
    const { result: variables } = await post('Runtime.getProperties', { objectId: value?.objectId });
    for (const { value: each } of variables as unknown as Property[]) {
      if (each?.description?.includes('connect() { [native code]') !== true) continue;
      const functionDeclaration = 'function () { globalThis.found = this }';
      await post('Runtime.callFunctionOn', { objectId: each.objectId, functionDeclaration });
      return Reflect.get(globalThis, 'found') as Call;
    }
  }
  throw new Error('not found');
}

interface Property {
  name: string;
  value?: { objectId?: string; description?: string };
}
interface Described {
  result: { objectId?: string };
  internalProperties?: Property[];
}

/** Connects by the function of the binding. */
function connected(connect: Call, { host, tcp: port }: Targets): Promise<string> {
  const { TCP, TCPConnectWrap } = tcp();
  return new Promise((resolve, reject) => {
    const tell = (status: unknown) =>
      status === 0 ? resolve('connected') : reject(new Error(`status ${String(status)}`));
    const request = Object.assign(new TCPConnectWrap(), { oncomplete: tell });
    const status = Reflect.apply<object, unknown[], unknown>(connect, new TCP(0), [request, host, port]);
    if (status !== 0) tell(status);
  });
}

function tcp() {
  return (Reflect.get(process, 'binding') as (name: string) => unknown)('tcp_wrap') as {
    TCP: { new (type: number): object; prototype: { connect: Call } };
    TCPConnectWrap: new () => object;
  };
}
