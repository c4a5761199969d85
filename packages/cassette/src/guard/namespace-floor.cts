import fs = require('node:fs');
import path = require('node:path');
import bridges = require('./bridges.cts');
import decoys = require('./decoy-socket.cts');
import counters = require('./namespace-counters.cts');
import programs = require('./programs.cts');
import sockets = require('./open-sockets.cts');

interface SyncResult {
  status?: number | null;
  error?: number;
  output?: (Uint8Array | null)[] | null;
}
interface SyncOptions {
  file: string;
  args: string[];
  [option: string]: unknown;
}

interface State {
  /** The command that starts a program in a namespace of its own; null where the machine gives none. */
  prefix: string[] | null;
  reason: string | null;
  /** Whether the sockets of other programs can be hidden too. */
  hides: boolean;
  /** The command that starts a program, in there, which cannot undo it; empty where the machine has none. */
  confine: string[];
}

/** Even root then neither administers the system, as `nsenter`, `mount` and `umount` do, nor looks into other processes. */
const CONFINE = ['--bounding-set', '--inh-caps', '--ambient-caps'].map(
  (set) => `${set}=-sys_admin,-sys_ptrace`,
);

/** Ways to bring up the loopback of a new namespace, by what a machine may have. */
const LOOPBACK_UP = [
  'ip link set lo up',
  '/sbin/ip link set lo up',
  'ifconfig lo up',
  'busybox ip link set lo up',
  // SIOCSIFFLAGS with IFF_UP | IFF_RUNNING; perl-base is part of Debian's essential set.
  String.raw`perl -e 'socket(S,2,2,0);ioctl(S,0x8914,pack("a16s","lo",0x41))or exit 1'`,
].join(' || ');

/**
 * The first thing in a new namespace: `sh -c SETUP sh <number of pairs> <pairs of coverSockets…> <command…>` brings
 * up loopback and hides the sockets; what follows in the script has the command as `"$@"`.
 */
const SETUP = [
  `{ ${LOOPBACK_UP}; } 2>/dev/null;`,
  'n=$1; shift;',
  'while [ "$n" -gt 0 ]; do { mount --bind "$1" "$2" || mount --bind /dev/null "$2"; } 2>/dev/null; shift 2; n=$((n-1)); done;',
].join(' ');

/**
 * Namespaces for what the guard cannot enter: curl, a shell, a browser, any program that is not Node.
 * All programs of this process share one, so that they reach each other; it is made with the first.
 */
function createNamespaceFloor(
  spawnSync: (options: SyncOptions) => unknown,
  allowed: () => readonly string[] = () => [],
) {
  const { lead, openDecoy } = bridges.createBridges(run);
  const allowedSockets = () =>
    allowed().flatMap((rule) => (rule.startsWith('unix:') ? rule.slice('unix:'.length) : []));
  let found: State | undefined;
  let shared: { enter: string[] } | null | undefined;

  function probe(): State {
    const none = { prefix: null, hides: false, confine: [] };
    if (process.platform !== 'linux')
      return { ...none, reason: `no network namespaces on ${process.platform}` };
    const unshare = programs.resolveProgram('unshare', process.env['PATH'] ?? '/usr/bin:/bin');
    if (unshare === null) return { ...none, reason: 'unshare is not installed' };
    const ways = [
      ...(process.getuid?.() === 0 ? [[unshare]] : []),
      [unshare, '--user', '--map-current-user', '--keep-caps'],
      [unshare, '--user', '--map-root-user'],
    ].flatMap((way) => [
      { prefix: [...way, '--net', '--mount'], test: 'mount --bind /dev/null /dev/null', hides: true },
      { prefix: [...way, '--net'], test: 'exit 0', hides: false },
    ]);
    for (const { prefix, test, hides } of ways)
      if (run([...prefix, '--', '/bin/sh', '-c', test]) !== null)
        return { prefix, reason: null, hides, confine: confineIn(prefix) };
    return { ...none, reason: 'the kernel refuses user namespaces to this user' };
  }

  function confineIn(prefix: readonly string[]): string[] {
    const setpriv = programs.resolveProgram('setpriv', process.env['PATH'] ?? '/usr/bin:/bin');
    const confine = setpriv === null ? [] : [setpriv, ...CONFINE];
    return run([...prefix, '--', ...confine, '/bin/sh', '-c', 'exit 0']) === null ? [] : confine;
  }

  /** What a program printed; null when it did not end with 0. */
  function run(args: string[]): string | null {
    const envPairs = Object.entries(process.env).map(([name, value]) => `${name}=${value}`);
    const result = spawnSync({
      file: args[0] ?? '',
      args,
      envPairs,
      timeout: 5000,
      stdio: [{ type: 'ignore' }, { type: 'pipe', readable: false, writable: true }, { type: 'ignore' }],
    }) as SyncResult;
    if (result.error !== undefined || result.status !== 0) return null;
    return Buffer.from(result.output?.[1] ?? []).toString('utf8');
  }

  /** Makes the namespace that all programs share, and keeps it by its files in `/proc`. */
  function open(): { enter: string[] } | null {
    const { prefix } = state();
    const nsenter = programs.resolveProgram('nsenter', process.env['PATH'] ?? '/usr/bin:/bin');
    if (prefix === null || nsenter === null) return null;
    const hidden = sockets.openSockets(allowedSockets());
    const wait = `${SETUP} sleep 30 </dev/null >/dev/null 2>&1 & echo $!`;
    const decoy = hidden.length === 0 ? null : openDecoy();
    const covers = decoys.coverSockets(hidden, decoy);
    const pid = Number(run([...prefix, '--', '/bin/sh', '-c', wait, 'sh', String(hidden.length), ...covers]));
    // Where it is mounted it is still there.
    if (decoy !== null) fs.rmSync(path.dirname(decoy), { recursive: true, force: true });
    if (!Number.isInteger(pid) || pid <= 0) return null;
    try {
      const kinds = ['user', 'net', 'mnt'].filter(
        (kind) => fs.readlinkSync(`/proc/${pid}/ns/${kind}`) !== fs.readlinkSync(`/proc/self/ns/${kind}`),
      );
      const enter = kinds.map(
        (kind) =>
          `--${kind === 'mnt' ? 'mount' : kind}=/proc/${process.pid}/fd/${fs.openSync(`/proc/${pid}/ns/${kind}`, 'r')}`,
      );
      if (!kinds.includes('net')) return null;
      return { enter: [nsenter, ...(kinds.includes('user') ? ['--preserve-credentials'] : []), ...enter] };
    } catch {
      return null;
    } finally {
      process.kill(pid, 'SIGKILL');
    }
  }

  function state(): State {
    found ??= probe();
    return found;
  }

  return {
    get state() {
      return state();
    },
    /** The command that runs `file` off the network; null when it has to run as it is. */
    wrap(
      file: string,
      args: readonly string[],
      pairs: readonly string[],
      cwd: string | undefined,
    ): { file: string; args: string[] } | null {
      const program = programs.programOf(file, pairs, cwd);
      if (program === null) return null;
      if (shared === undefined) shared = open();
      if (shared === null) return alone(program, args);
      lead(allowed(), shared.enter);
      // A mount namespace comes with a working directory of its own.
      const there = ['/bin/sh', '-c', 'cd "$1" && shift && exec "$@"', 'sh', cwd ?? process.cwd()];
      const [first = '', ...rest] = shared.enter;
      return {
        file: first,
        args: [first, ...rest, '--', ...there, ...state().confine, program, ...args.slice(1)],
      };
    },
    /** The same for a program that takes the place of this process, whose files are closed then. */
    wrapAlone(file: string, args: readonly string[], pairs: readonly string[]) {
      const program = programs.programOf(file, pairs, undefined);
      return program === null ? null : alone(program, args);
    },
    /** Whether attempts are counted. */
    get counts() {
      return shared !== null;
    },
    /** Attempts to leave of all programs so far; null where the kernel does not tell, infinite where there were too many. */
    attempts(): number | null {
      if (shared === undefined) return 0;
      if (shared === null) return null;
      const enter = shared.enter.filter((arg) => !arg.startsWith('--mount='));
      const text = run([...enter, '--', '/bin/sh', '-c', 'cd /proc/self/net; cat snmp snmp6 unix; :']);
      return text === null ? null : counters.sumAttempts(text);
    },
  };

  function alone(program: string, args: readonly string[]): { file: string; args: string[] } | null {
    const [unshare, ...options] = state().prefix ?? [];
    if (unshare === undefined) return null;
    const hidden = sockets.openSockets(allowedSockets());
    const covers = decoys.coverSockets(hidden, null);
    const setup = ['/bin/sh', '-c', `${SETUP} exec "$@"`, 'sh', String(hidden.length), ...covers];
    return {
      file: unshare,
      args: [unshare, ...options, '--', ...setup, ...state().confine, program, ...args.slice(1)],
    };
  }
}

const floor = {
  bridgedPorts: bridges.bridgedPorts,
  countAttempts: counters.countAttempts,
  decoys,
  createNamespaceFloor,
  linksInside: bridges.linksInside,
  openSockets: sockets.openSockets,
  SETUP,
};
namespace floor {
  export type NamespaceFloor = ReturnType<typeof createNamespaceFloor>;
}
export = floor;
