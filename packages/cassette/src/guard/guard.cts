import moduleApi = require('node:module');
import copies = require('./copies.cts');
import exits = require('./exit-with-refusals.cts');
import givenPolicies = require('./given-policies.cts');
import hookAddons = require('./hooks/addons.cts');
import hookDatabases = require('./hooks/databases.cts');
import connects = require('./hooks/connects.cts');
import hookDns = require('./hooks/dns.cts');
import established = require('./hooks/established.cts');
import hookExpectations = require('./hooks/expectations.cts');
import hookFetch = require('./hooks/fetches.cts');
import hookFiles = require('./hooks/files.cts');
import hookHttp2 = require('./hooks/http2.cts');
import hookInherited = require('./hooks/inherited.cts');
import hookInspector = require('./hooks/inspectors.cts');
import loads = require('./hooks/loads.cts');
import hookProcesses = require('./hooks/processes.cts');
import hookSignals = require('./hooks/signals.cts');
import hookSockets = require('./hooks/sockets.cts');
import hookWasi = require('./hooks/wasi.cts');
import hookWorkers = require('./hooks/workers.cts');
import hookWriters = require('./hooks/writers.cts');
import counters = require('./namespace-counters.cts');
import ledgers = require('./ledger-file.cts');
import policies = require('./policy.cts');
import refusals = require('./refusal.cts');
import walls = require('./wall.cts');

const { plain, plainPolicy, share, sharePolicy } = copies;

type Policy = policies.GuardPolicy;
type Blocked = refusals.BlockedRow;

interface Installed {
  readonly installed: true;
  readonly policy: Policy;
  /** Whether the policy already refuses all that another one would, and lets pass all that its rules name. */
  holds: (policy: Pick<Policy, 'mode' | 'allow' | 'protect'> & { workspace: string | undefined }) => boolean;
  /** Adds a refusal that was made above the guard, such as a miss of an interceptor. */
  report: (entry: Blocked) => void;
  /** Names a channel that could not be guarded. */
  declare: (row: ledgers.UnguardedRow) => void;
  /** False while no row is in the ledger's file, and nobody was told of it. */
  hasRows: () => boolean;
  /** The refusals so far, of this process and of all that it started. */
  entries: () => Blocked[];
  unguarded: () => ledgers.UnguardedRow[];
  /** Attempts to leave that only the kernel saw, of all programs without the guard; null where it does not tell. */
  attempts: () => number | null;
  /** The last programs that were started, without their arguments; `nth` counts them from the first of the process. */
  started: () => readonly { nth: number; name: string; call_site: string | null }[];
  /** Whether a server of this process is bound to that address now, as the system says. */
  listensAt: (host: string, port: number) => boolean;
  /** What a rule of the kind `ownpipe` calls the unix socket that a path leads to, where a server of this process listens on it. */
  listensOn: (file: string) => string | null;
  /**
   * Lets operations pass until the returned function is called. For whoever is not in control, which is all
   * that any code can reach, these are operations that the policy lets pass anyway.
   */
  permit: (...rules: string[]) => () => void;
  /** Lets operations pass to this work alone, while other code may be running. For whoever is not in control it is plain work. */
  permitWithin: <T>(rules: readonly string[], work: () => T) => T;
  /**
   * Replaces the policy; another `ledger` in it starts a new one. Returns the way back. For whoever is not in
   * control it is laid over the present policy, and holds where it is stricter.
   */
  adopt: (policy: Partial<Policy>) => () => void;
  /**
   * Says whose code runs: whether it is that of a closed tape, which gets nothing more out, and what keeps its
   * refusals, when there is one. For whoever is not in control nothing is late, as for a worker or a child, whose
   * ledger ends with its tape.
   */
  attribute: (isLate: () => boolean, takeLate: (operation: string, target: string) => boolean) => void;
  /** The guard as its owner has it; once, in a process that was started for somebody who asks first. */
  claim: () => Installed | undefined;
  /** Hooks `fetch` and http2 now, which must be done before an interceptor takes over the sockets. Returns its undo. */
  hookClients: () => () => void;
  /** Does the same for an `http2.connect` that somebody took before; after the interceptor is in place. Returns its undo. */
  coverHttp2: () => () => void;
  /** The names of the hooks that do not hold; empty when all do. */
  selfTest: () => string[];
}

/** Modules of Node that load crypto, or TLS. */
const USE_CRYPTO: ReadonlySet<string> = new Set([
  'crypto',
  'tls',
  'https',
  'http2',
  '_tls_common',
  '_tls_wrap',
]);

const KEY = Symbol.for('agent-replay.guard');
const EXIT_INFRASTRUCTURE = 5;

/** A policy, and whether the first who asks gets control: the code that the process is started for. */
type Given = Partial<Policy> & { claim?: boolean };

/**
 * Puts the wall in place below every client of this process or worker. The first call hooks, and gets control
 * of the guard, unless the policy came with the environment; later calls can only tighten the policy.
 *
 * @throws {Error} code `GUARD_FAILED` when the policy cannot be read or a hook did not take.
 */
function installGuard(given: Given): Installed {
  const { claim: isClaimable = false, ...policy } = given;
  const present = Reflect.get(globalThis, KEY) as Installed | undefined;
  if (present !== undefined) {
    present.adopt(policy);
    return present;
  }
  const wall = walls.createWall(policies.parsePolicy(policy));
  const sockets = connects.createConnectHook(wall);
  const addons = hookAddons(wall);
  const opened = established.watchEstablished(wall);
  const processes = hookProcesses(wall, opened);
  const network = hookSockets(wall, sockets, opened);
  const hooks: walls.GuardHook[] = [
    ...network.hooks,
    ...hookDns(wall),
    ...processes.hooks,
    ...hookSignals(wall, processes),
    ...addons.hooks,
    ...hookFiles(wall),
    ...hookInspector(wall),
  ];
  hookInherited(wall);
  const writers = hookWriters(wall);
  const armed: { arm: () => void }[] = [addons];
  const http2 = hookHttp2(wall, sockets);
  /** What takes a while to load, and is hooked with it where a static import is seen, too. */
  const onDemand = new Map<string, () => walls.GuardHook[]>([
    ['worker_threads', hookThreads],
    ['sqlite', () => (addons.hookExtensions(), hookDatabases(wall))],
    ['wasi', () => (hookWasi(wall), [])],
    ['v8', () => (writers.hookV8(), [])],
    ['trace_events', () => (writers.hookTraces(), [])],
  ]);
  function hookThreads(): walls.GuardHook[] {
    const threads = hookWorkers(wall);
    armed.push(threads);
    return threads.hooks;
  }
  const demand = (name: string): boolean => {
    const hook = onDemand.get(name);
    if (!onDemand.delete(name) || hook === undefined) return false;
    const made = hook();
    hooks.push(...made);
    expectNone(wall.missing(made));
    return true;
  };
  const onLoad = (name: string): void => {
    if (demand(name)) moduleApi.syncBuiltinESMExports();
    // While the guard is off, nothing is hooked that would stay.
    if (wall.policy.mode === 'off') return;
    if (name === 'http2') http2.hook();
    if (USE_CRYPTO.has(name)) addons.arm();
  };
  loads.watchLoads(onLoad);
  const isStrict = wall.policy.mode === 'strict';
  for (const name of onDemand.keys()) if (!isStrict || loads.isLoaded(name)) demand(name);
  if (isStrict) loads.watchImports(new Set([...USE_CRYPTO, ...onDemand.keys()]), onLoad);
  hookExpectations(wall, sockets.isIntercepted);
  // A guard that comes late is lowered again, and leaves these as they were.
  let noting = wall.policy.mode === 'off' ? undefined : hookFetch(wall);
  // Once for all hooks: it goes through every module of Node's that is loaded.
  moduleApi.syncBuiltinESMExports();
  const arm = () => armed.forEach((each) => each.arm());
  /** Arms a policy that was just taken; one that cannot be is taken back. */
  const inForce = (undo: () => void) => {
    try {
      sockets.forget();
      arm();
      return undo;
    } catch (error) {
      undo();
      throw error;
    }
  };
  expectNone(wall.missing(hooks.filter(({ thorough }) => thorough !== true)));
  exits.exitWithRefusals(wall);
  arm();

  const common = {
    installed: true as const,
    get policy() {
      return sharePolicy(wall.policy);
    },
    holds: (asked: Parameters<Installed['holds']>[0]) =>
      policies.holdsPolicy(wall.policy, plainPolicy(asked)),
    report: (row: Blocked) => wall.report({ ...row }),
    declare: ({ channel, reason }: ledgers.UnguardedRow) => wall.ledger.declare(plain({ channel, reason })),
    hasRows: () => wall.ledger.mayBeWritten,
    entries: () => share(wall.ledger.read().blocked),
    unguarded: () => share(wall.ledger.read().unguarded),
    attempts: () =>
      wall.policy.netns ? wall.aside(() => counters.countAttempts('self')) : processes.attempts(),
    started: () => share(processes.started()),
    listensAt: (host: string, port: number) => network.listensAt(plain(host), plain(port)),
    listensOn: (file: string) => network.listensOn(plain(file)),
    hookClients() {
      const isNoting = noting !== undefined;
      noting ??= hookFetch(wall);
      const unhook = http2.hook();
      return () => {
        unhook();
        if (isNoting) return;
        noting?.();
        noting = undefined;
      };
    },
    coverHttp2: http2.cover,
    selfTest() {
      for (const name of onDemand.keys()) onLoad(name);
      return share(wall.missing(hooks));
    },
  };
  const control: Installed = Object.defineProperties(
    {
      permit: (...rules: string[]) => wall.permit(plain(rules)),
      permitWithin: <T,>(rules: readonly string[], work: () => T) => wall.permitWithin(plain(rules), work),
      adopt(next: Partial<Policy>) {
        const before = wall.base;
        wall.adopt(policies.parsePolicy(plainPolicy(next)));
        return inForce(() => wall.adopt(before));
      },
      attribute: (...say: Parameters<Installed['attribute']>) => wall.attribute(...say),
      claim: () => undefined,
    },
    Object.getOwnPropertyDescriptors(common),
  ) as unknown as Installed;
  let unclaimed = isClaimable ? control : undefined;
  const reachable: Installed = Object.defineProperties(
    {
      permit: () => () => {},
      permitWithin: <T,>(_rules: readonly string[], work: () => T) => work(),
      adopt(next: Partial<Policy>) {
        return inForce(wall.tighten(policies.parsePolicy(plainPolicy(next))));
      },
      attribute: () => {},
      claim() {
        const claimed = unclaimed;
        unclaimed = undefined;
        return claimed;
      },
    },
    Object.getOwnPropertyDescriptors(common),
  ) as unknown as Installed;
  Object.defineProperty(globalThis, KEY, {
    value: Object.freeze(reachable),
    configurable: false,
    enumerable: false,
    writable: false,
  });
  return control;
}

function expectNone(missing: readonly string[]): void {
  if (missing.length === 0) return;
  throw guardFailed(`on Node ${process.version} these ways out cannot be guarded: ${missing.join(', ')}.`);
}

function guardFailed(reason: string, cause?: unknown): Error {
  return Object.assign(new Error(`Failed to install the guard: ${reason}`, { cause }), {
    code: 'GUARD_FAILED',
  });
}

/** With `--require`, and wherever a policy came with the environment, loading is installing. */
function installFromEnvironment(): void {
  const given = givenPolicies();
  if (given.length === 0 && module.parent?.id !== 'internal/preload') return;
  try {
    // The first holds, and what comes after it can only tighten it.
    for (const each of given.length === 0 ? ['{}'] : given) installGuard(JSON.parse(each) as Given);
  } catch (error) {
    process.stderr.write(`agent-replay: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(EXIT_INFRASTRUCTURE);
  }
}

installFromEnvironment();

const guard = { EXIT_CODE: exits.EXIT_CODE, installGuard };
namespace guard {
  export type Guard = Installed;
  export type GuardPolicy = Policy;
  export type BlockedRow = Blocked;
  export type UnguardedRow = ledgers.UnguardedRow;
}
export = guard;
