import bindings = require('./bindings.cts');
import captured = require('../captured.cts');
import putHook = require('./put-hook.cts');
import type wall = require('../wall.cts');

type Wall = wall.Wall;
type Call = (this: object, ...args: unknown[]) => unknown;

interface Request {
  callback?: (error: Error) => void;
  reject?: (error: Error) => void;
  oncomplete?: (...results: unknown[]) => unknown;
}

/** The questions whose answers are addresses. */
const ADDRESSES: ReadonlySet<string> = new Set(['getaddrinfo', 'queryA', 'queryAaaa']);
/** Its addresses are those of loopback, and no resolver is asked for them (RFC 6761, 6.3): servers that name it listen there. */
const LOCALHOST = /^localhost$/i;
const dns = () => process.getBuiltinModule('node:dns');
const CANARY = 'agent-replay.invalid';
const { nextTick, toText } = captured;

/** Every question to a resolver: `getaddrinfo`, `getnameinfo` and the queries of c-ares. */
function hookDns(outer: Wall): wall.GuardHook[] {
  const { cares, ChannelWrap } = bindings;
  for (const name of ['getaddrinfo', 'getnameinfo']) hook(cares, name);
  for (const name of Object.getOwnPropertyNames(ChannelWrap.prototype)) {
    if (name.startsWith('query') || name === 'getHostByAddr') hook(ChannelWrap.prototype as object, name);
  }

  if (isPromisesLoaded()) hookPromises();

  return [
    { name: 'getaddrinfo', operation: 'dns', canary: () => void cares['getaddrinfo']?.({}, CANARY) },
    {
      name: 'ChannelWrap.queryA',
      operation: 'dns',
      canary: () => void Reflect.apply(ChannelWrap.prototype['queryA'] as Call, {}, [{}, CANARY]),
    },
    {
      name: 'dns.resolve',
      operation: 'dns',
      thorough: true,
      canary: () => dns().resolve4(CANARY, () => {}),
    },
    {
      name: 'dns.promises.resolve',
      operation: 'dns',
      thorough: true,
      canary: () => quiet(dns().promises.resolve4(CANARY)),
    },
    { name: 'dns.lookup', operation: 'dns', thorough: true, canary: () => dns().lookup(CANARY, () => {}) },
    {
      name: 'dns.promises.lookup',
      operation: 'dns',
      thorough: true,
      canary: () => quiet(dns().promises.lookup(CANARY)),
    },
  ];

  function judge(host: string): Error | null {
    return outer.judge({ operation: 'dns', target: host, host });
  }

  /** Loaded before the guard, `dns/promises` holds the binding's functions themselves. */
  function hookPromises(): void {
    for (const name of ['lookup', 'lookupService'] as const) {
      const original = dns().promises[name] as (host: string, ...rest: unknown[]) => Promise<unknown>;
      Reflect.set(dns().promises, name, (host: unknown, ...rest: unknown[]) => {
        const asked = typeof host === 'object' && host !== null ? toText(host) : (host as string);
        const error = name === 'lookup' && LOCALHOST.test(asked) ? null : judge(asked);
        if (error !== null) return Promise.reject(error);
        return Reflect.apply(original, dns().promises, [asked, ...rest]).then((answer) => {
          for (const each of [answer].flat() as { address?: string }[])
            if (each.address !== undefined) outer.learn(asked, [each.address]);
          return answer;
        });
      });
    }
  }

  function hook(holder: object, name: string): void {
    const original = Reflect.get(holder, name) as Call;
    const value: Call = function (...args) {
      const request = args[0] as Request;
      const host = (args[1] = String(args[1]));
      const error = name === 'getaddrinfo' && LOCALHOST.test(host) ? null : judge(host);
      if (error !== null) return deliver(request, error);
      if (ADDRESSES.has(name)) learnAnswer(request, (addresses) => outer.learn(host, addresses));
      return Reflect.apply(original, this, args);
    };
    putHook(holder, name, value);
  }
}

function isPromisesLoaded(): boolean {
  return (Reflect.get(process, 'moduleLoadList') as string[]).includes('NativeModule internal/dns/promises');
}

/** An allowed name's addresses are allowed with it. */
function learnAnswer(request: Request, learn: (addresses: string[]) => void): void {
  const { oncomplete } = request;
  if (oncomplete === undefined) return;
  request.oncomplete = function (...results) {
    if (Array.isArray(results[1])) learn(results[1].map(String));
    return Reflect.apply(oncomplete, this, results);
  };
}

function deliver(request: Request, error: Error): number {
  nextTick(() => {
    if (typeof request.reject === 'function') request.reject(error);
    else if (typeof request.callback === 'function') request.callback(error);
    else request.oncomplete?.(bindings.ENETUNREACH);
  });
  return 0;
}

function quiet(promise: Promise<unknown>): void {
  promise.catch(() => {});
}

export = hookDns;
