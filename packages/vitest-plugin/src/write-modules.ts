import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const FORGOTTEN_MS = 7 * 24 * 3600 * 1000;

/**
 * Makes `folder` hold exactly these files. A file whose text is as it should be is left alone, and
 * the others are replaced whole, so that shards on one disk and a running watcher see no half file.
 * Returns the files that it wrote.
 *
 * @throws {Error} where the folder cannot be written to, with what to do.
 */
export function writeModules(base: string, folder: string, files: ReadonlyMap<string, string>): string[] {
  makeFolder(folder);
  replace(join(base, '.gitignore'), '*\n');
  removeForgotten(base, folder);
  const written = [...files].filter(([file, text]) => replace(file, text)).map(([file]) => file);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && entry.name.endsWith('.replay.js') && !files.has(file))
      rmSync(file, { force: true });
  }
  return written;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const sentence = `Failed to make tests of the fixtures: ${folder} cannot be written to (${code ?? String(error)}).`;
    const fix = 'run in a copy that can be written to, or mount a writable folder at .vitest';
    throw new Error(`${sentence}\n  fix  ${fix}`, { cause: error });
  }
}

/** Removes the plans of filters that nobody has used for a week. */
function removeForgotten(base: string, folder: string): void {
  for (const name of readdirSync(base).filter((each) => /-[0-9a-f]{12}$/.test(each))) {
    const plan = join(base, name);
    const age = Date.now() - (statSync(plan, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (plan === folder) utimesSync(plan, new Date(), new Date());
    else if (age > FORGOTTEN_MS) rmSync(plan, { recursive: true, force: true });
  }
}

function replace(file: string, text: string): boolean {
  if (read(file) === text) return false;
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, file);
  return true;
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
