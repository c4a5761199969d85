import fs = require('node:fs');

/** Services that a container may share with its host, whose sockets no list of this machine names. */
const KNOWN = [
  '/run/docker.sock',
  '/run/containerd/containerd.sock',
  '/run/podman/podman.sock',
  '/run/dbus/system_bus_socket',
];
/** `__SO_ACCEPTCON`: somebody listens. */
const LISTENING = '00010000';

/**
 * Unix sockets with a path that a program could reach whatever its network namespace: those of this
 * machine that somebody listens on, without the allowed ones. Absolute and real, each once.
 */
function openSockets(allowed: readonly string[], env: NodeJS.ProcessEnv = process.env): string[] {
  const named = [env['SSH_AUTH_SOCK'], env['DOCKER_HOST']?.replace(/^unix:\/\//, '')];
  const all = [...listening(), ...KNOWN, ...named].flatMap((file) => realSocket(file) ?? []);
  const spared = allowed.flatMap((file) => realSocket(file) ?? []);
  return [...new Set(all)].filter((file) => !spared.includes(file));
}

function listening(): string[] {
  try {
    return fs
      .readFileSync('/proc/net/unix', 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((columns) => columns[3] === LISTENING && columns[7]?.startsWith('/') === true)
      .map((columns) => columns.slice(7).join(' '));
  } catch {
    return [];
  }
}

/** Null for what is no socket, or one that this user may not connect to. */
function realSocket(file: string | undefined): string | null {
  if (file?.startsWith('/') !== true) return null;
  try {
    fs.accessSync(file, fs.constants.W_OK);
    return fs.statSync(file).isSocket() ? fs.realpathSync(file) : null;
  } catch {
    return null;
  }
}

const sockets = { openSockets };
export = sockets;
