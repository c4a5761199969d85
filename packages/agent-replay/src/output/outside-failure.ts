import { types } from 'node:util';

/**
 * What people read of an error of the operating system, of SQLite or of PostgreSQL: no code of ours is at fault, so a
 * stack says nothing. Null for any other error.
 */
export function outsideFailure(error: unknown): string | null {
  if (!types.isNativeError(error)) return null;
  const { code, syscall, errcode } = error as NodeJS.ErrnoException & { errcode?: unknown };
  if (typeof code !== 'string') return null;
  if (typeof syscall === 'string')
    return said(
      syscall,
      error,
      SYSTEM[code] ?? 'see that what it names is there, and that this user may use it',
    );
  if (code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number')
    return said('use the store', error, SQLITE[errcode % 256] ?? ASK);
  return 'severity' in error ? said('use the store', error, ASK) : null;
}

function said(what: string, { message }: Error, fix: string): string {
  return `Failed to ${what}: ${message}.\n  fix  ${fix}`;
}

const ASK = 'see how it is: agent-replay doctor';

const SYSTEM: Readonly<Record<string, string>> = {
  EACCES: 'let this user read and write there',
  EADDRINUSE: 'stop what listens there, or choose another port: --port <number>',
  EADDRNOTAVAIL: 'choose an address of this machine: --host <address>',
  EDQUOT: 'make room on the disk',
  EMFILE: 'let the process open more files: ulimit -n',
  ENOSPC: 'make room on the disk',
  EPERM: 'let this user read and write there',
  EROFS: 'make the file system writable, or name another place in the config',
};

/** By the primary result codes of SQLite (https://www.sqlite.org/rescode.html). */
const SQLITE: Readonly<Record<number, string>> = {
  5: 'let the process that has it locked end',
  8: 'let this user write to the file and its folder',
  13: 'make room on the disk',
};
