import fs = require('node:fs');
import hookFileCall = require('./file-calls.cts');
import type wall = require('../wall.cts');

type TerminalClass = new (fd: number, ...rest: unknown[]) => object;

const { fstatSync, readdirSync, readFileSync } = fs;

/** A connection that the process was started with. */
interface Inherited {
  inode: number;
  isUnix: boolean;
  /** Of the channel to the parent, which Node itself writes to by other ways. */
  isChannel: boolean;
}

/**
 * Connections that whoever started this process left open, written to without any socket: by `fs.write`
 * to their descriptor, or as a terminal. Most processes have none, and nothing is hooked then.
 */
function hookInherited(outer: wall.Wall): void {
  const open = inheritedSockets();
  if (open.size === 0) return;
  for (const name of ['writeBuffer', 'writeBuffers', 'writeString', 'writeFileUtf8'])
    hookFileCall(name, ([fd]) => judge(fd));
  const terminals = (Reflect.get(process, 'binding') as (name: string) => { TTY: TerminalClass })('tty_wrap');
  terminals.TTY = new Proxy(terminals.TTY, {
    construct(target, args: [number, ...unknown[]], newTarget) {
      const error = judge(args[0]);
      if (error !== null) throw error;
      return Reflect.construct(target, args, newTarget) as object;
    },
  });

  function judge(fd: unknown): Error | null {
    const found = typeof fd === 'number' ? open.get(fd) : undefined;
    if (found === undefined || inodeOf(fd as number) !== found.inode) return null;
    // Pipes to the process that started this one are ordinary, except in strict.
    if (found.isUnix && !found.isChannel && outer.lenient) return null;
    return outer.judge({
      operation: found.isUnix ? 'unix' : 'tcp',
      target: `file descriptor ${String(fd)}`,
    });
  }
}

/** By descriptor; without the standard streams. */
function inheritedSockets(): Map<number, Inherited> {
  const found = new Map<number, Inherited>();
  const channel = (process.channel as { fd?: number } | undefined)?.fd;
  for (const name of listDescriptors()) {
    const fd = Number(name);
    if (fd <= 2) continue;
    const inode = inodeOf(fd);
    if (inode !== null) found.set(fd, { inode, isUnix: false, isChannel: fd === channel });
  }
  if (found.size === 0) return found;
  const unix = unixInodes();
  for (const each of found.values()) each.isUnix = unix.has(String(each.inode));
  return found;
}

function listDescriptors(): string[] {
  try {
    return readdirSync(process.platform === 'linux' ? '/proc/self/fd' : '/dev/fd');
  } catch {
    return [];
  }
}

/** The inode of a descriptor that is a socket; null for all else. */
function inodeOf(fd: number): number | null {
  try {
    const stat = fstatSync(fd);
    return stat.isSocket() ? stat.ino : null;
  } catch {
    return null;
  }
}

function unixInodes(): ReadonlySet<string | undefined> {
  try {
    const lines = readFileSync('/proc/net/unix', 'utf8').split('\n');
    return new Set(lines.map((line) => line.trim().split(/\s+/)[6]));
  } catch {
    return new Set();
  }
}

export = hookInherited;
