import fs = require('node:fs');
import path = require('node:path');

interface SyncResult {
  status?: number | null;
  error?: number;
}

/** Ways to bring up the loopback of a new namespace, by what a machine may have. */
const LOOPBACK_UP = [
  'ip link set lo up',
  '/sbin/ip link set lo up',
  'ifconfig lo up',
  'busybox ip link set lo up',
  // SIOCSIFFLAGS with IFF_UP | IFF_RUNNING; perl-base is part of Debian's essential set.
  String.raw`perl -e 'socket(S,2,2,0);ioctl(S,0x8914,pack("a16s","lo",0x41))or exit 1'`,
].join(' || ');
const SCRIPT = `{ ${LOOPBACK_UP}; } 2>/dev/null; exec "$@"`;

/**
 * A network namespace for what the guard cannot enter: curl, a shell, a browser, any program that
 * is not Node. `wrap` is null where the machine gives none, with the reason.
 */
function createNamespaceFloor(
  spawnSync: (options: { file: string; args: string[]; [option: string]: unknown }) => unknown,
) {
  let found: { prefix: string[] | null; reason: string | null } | undefined;

  function probe(): { prefix: string[] | null; reason: string | null } {
    if (process.platform !== 'linux')
      return { prefix: null, reason: `no network namespaces on ${process.platform}` };
    const unshare = resolveProgram('unshare', process.env['PATH'] ?? '/usr/bin:/bin');
    if (unshare === null) return { prefix: null, reason: 'unshare is not installed' };
    const asRoot = process.getuid?.() === 0 ? [[unshare, '--net']] : [];
    const ways = [
      ...asRoot,
      [unshare, '--user', '--map-current-user', '--keep-caps', '--net'],
      [unshare, '--user', '--map-root-user', '--net'],
    ];
    const prefix = ways.find((way) => succeeds([...way, '--', '/bin/sh', '-c', 'exit 0']));
    return prefix === undefined
      ? { prefix: null, reason: 'the kernel refuses user namespaces to this user' }
      : { prefix, reason: null };
  }

  function succeeds(args: string[]): boolean {
    const envPairs = Object.entries(process.env).map(([name, value]) => `${name}=${value}`);
    const result = spawnSync({
      file: args[0] ?? '',
      args,
      envPairs,
      timeout: 5000,
      stdio: [0, 1, 2].map(() => ({ type: 'ignore' })),
    }) as SyncResult;
    return result.error === undefined && result.status === 0;
  }

  return {
    get state() {
      found ??= probe();
      return found;
    },
    /** The command that runs `file` in a namespace of its own; null when it has to run as it is. */
    wrap(
      file: string,
      args: readonly string[],
      pairs: readonly string[],
      cwd: string | undefined,
    ): { file: string; args: string[] } | null {
      found ??= probe();
      const [unshare, ...options] = found.prefix ?? [];
      const program = resolveProgram(
        file,
        pairs.find((pair) => pair.startsWith('PATH='))?.slice(5) ?? '/usr/bin:/bin',
        cwd,
      );
      if (unshare === undefined || program === null) return null;
      return {
        file: unshare,
        args: [unshare, ...options, '--', '/bin/sh', '-c', SCRIPT, 'sh', program, ...args.slice(1)],
      };
    },
  };
}

/** The file that a program's name stands for, so that a wrong name still ends as ENOENT. */
function resolveProgram(name: string, searchPath: string, cwd = process.cwd()): string | null {
  const candidates = name.includes('/')
    ? [path.resolve(cwd, name)]
    : searchPath.split(':').map((folder) => path.resolve(cwd, folder, name));
  return candidates.find((file) => isExecutable(file)) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

const floor = { createNamespaceFloor, LOOPBACK_UP };
namespace floor {
  export type NamespaceFloor = ReturnType<typeof createNamespaceFloor>;
}
export = floor;
