import { createRequire } from 'node:module';

/** What makes plain data for its caller alone: a method, or a property that is made when it is read. */
export interface Maker {
  owner: object;
  name: PropertyKey;
}

/** By the module that they are in. What `promisify` makes are functions, and makers, too. */
const MAKERS: Readonly<Record<string, string>> = {
  'node:buffer': 'Buffer.prototype.toJSON',
  'node:child_process': 'spawnSync',
  'node:crypto': 'getCiphers getCurves getHashes',
  'node:dns': 'getServers',
  'node:events': 'once EventEmitter.prototype.eventNames EventEmitter.prototype.listeners',
  'node:fs': 'globSync readdir readdirSync',
  'node:fs/promises': 'readdir',
  'node:os': 'cpus loadavg networkInterfaces',
  'node:path': 'posix.parse win32.parse',
  'node:stream': 'Readable.prototype.toArray',
  'node:stream/consumers': 'json',
  'node:url': 'urlToHttpOptions',
  'node:util': 'diff parseArgs parseEnv promisify',
  'node:v8': 'deserialize getHeapStatistics',
  'node:worker_threads': 'receiveMessageOnPort',
};
/** The same of what has no module of its own. */
const GLOBAL_MAKERS =
  'FormData.prototype.getAll Headers.prototype.getSetCookie Request.prototype.json ' +
  'SubtleCrypto.prototype.exportKey URLSearchParams.prototype.getAll';

const load = createRequire(import.meta.url);

/** The functions and properties of Node whose results agents are likely to compare with their own data. */
export function resultsOfNode(): Maker[] {
  const ofModules = Object.entries(MAKERS).flatMap(([name, paths]) => makersIn(load(name) as object, paths));
  const iterators = [new Headers(), new FormData(), new URLSearchParams()].map((whole) => ({
    owner: Object.getPrototypeOf(whole.entries()) as object,
    name: 'next',
  }));
  return [...ofModules, ...makersIn(globalThis, GLOBAL_MAKERS), ...iterators];
}

/** What Node calls with messages of threads and ports, for all that listen to them. */
export const RECEIVER: Maker = {
  owner: EventTarget.prototype,
  name: Symbol.for('nodejs.internal.kHybridDispatch'),
};

/** Without those that a version of Node does not have. */
function makersIn(whole: object, paths: string): Maker[] {
  return paths.split(' ').flatMap((path) => {
    const names = path.split('.');
    const name = names.pop() as string;
    let owner: unknown = whole;
    for (const each of names) owner = Reflect.get(Object(owner) as object, each);
    return Object.getOwnPropertyDescriptor(Object(owner), name)?.configurable === true
      ? [{ owner: owner as object, name }]
      : [];
  });
}
