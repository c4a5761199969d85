import fs = require('node:fs');
import path = require('node:path');
import captured = require('./captured.cts');

const { basename, dirname, resolve } = captured;
const { delimiter, sep } = path;
const accessSync = fs.accessSync.bind(fs);
const statSync = fs.statSync.bind(fs);
const realpathSync = fs.realpathSync.native.bind(fs.realpathSync);
const { X_OK } = fs.constants;
const { platform } = process;

/** Where programs are looked for by name, as it was when the guard began: later the agent has its hands on it. */
const PATH_AT_START = process.env['PATH'] ?? '/usr/bin:/bin';
const ENDINGS = platform === 'win32' ? ['', '.com', '.exe', '.bat', '.cmd'] : [''];

/** The file that a program's name stands for, so that a wrong name still ends as ENOENT; null where there is none. */
function resolveProgram(name: string, searchPath: string, cwd = captured.cwd()): string | null {
  const folders = name.includes('/') || name.includes(sep) ? [''] : searchPath.split(delimiter);
  const candidates = folders.flatMap((folder) =>
    ENDINGS.map((ending) => resolve(cwd, folder, `${name}${ending}`)),
  );
  return candidates.find(isExecutable) ?? null;
}

/** The same for a program that is about to be started: by the `PATH` of its own environment. */
function programOf(
  file: string,
  pairs: readonly string[] | null | undefined,
  cwd: string | undefined,
): string | null {
  const own = pairs?.find((pair) => /^PATH=/i.test(pair))?.slice('PATH='.length);
  return resolveProgram(
    file,
    own ?? (pairs == null ? process.env['PATH'] : undefined) ?? '/usr/bin:/bin',
    cwd,
  );
}

/**
 * The files that a rule's name stands for: one in `PATH`, as it was at the start, and the Node that runs for
 * its own name; a path stands for itself.
 */
function allowedPrograms(name: string): string[] {
  const isPath = name.includes('/') || name.includes(sep);
  const found = resolveProgram(name, PATH_AT_START) ?? (isPath ? resolve(name) : null);
  const isOwn = !isPath && (name === basename(process.execPath) || name === 'node');
  return [...(found === null ? [] : [found]), ...(isOwn ? [process.execPath] : [])].map(placeOf);
}

/** One spelling for one place: links to folders are followed, one that is the file itself is not, since one file may be many programs. */
function placeOf(file: string): string {
  try {
    return resolve(realpathSync(dirname(file)), basename(file));
  } catch {
    return resolve(file);
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

const programs = { allowedPrograms, placeOf, programOf, resolveProgram };
export = programs;
