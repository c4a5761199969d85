import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolders, type Redactor } from '@agent-replay/redaction';
import { now } from '../native-time.ts';
import { type Entry, forced } from './entry.ts';
import { spooledEntries } from './spooled-entries.ts';

/** Where entries go while the database cannot take them: a file of lines for each process. */
export interface Spool {
  /** Appends entries, starts as forced ones: the work goes on whatever the database says to them. They are in a file when this returns; on the disk with `durable`. */
  append(entries: readonly Entry[], durable: boolean): void;
  /** True while this process has entries in a file. */
  readonly isUsed: boolean;
  /**
   * Gives the entries of each file that nobody is writing to `apply`, then removes the file; one that cannot be read, or
   * with lines that are torn, or that `apply` counts as refused for good, is kept as `.torn`.
   */
  ingest(apply: (entries: Entry[]) => Promise<number>): Promise<number>;
  /** Leaves the own file to whoever comes next. */
  release(): void;
}

interface SpoolOptions {
  /** Tried in order until one can be written to. */
  folders: readonly string[];
  redactor: Redactor;
}

const NAME = /^(\d+)-[0-9a-f]{8}\.ndjson$/;
const QUIET_MS = 2000;
const MAX_ATTEMPTS = 100;

/** Opens the spool; nothing is made on the disk before something has to be written. */
export function openSpool({ folders, redactor }: SpoolOptions): Spool {
  const mine = newName();
  // Files that were taken and could not be applied: nobody else is in a hurry to.
  const owned = new Set<string>([mine]);
  let isUsed = false;

  // What no folder took comes again, and is looked through once.
  const known = new WeakMap<Entry, string>();
  const lineOf = (entry: Entry): string => {
    let line = known.get(entry);
    if (line === undefined) known.set(entry, (line = `${redactor.text(JSON.stringify(forced(entry)))}\n`));
    return line;
  };

  const append = (entries: readonly Entry[], durable: boolean): void => {
    const lines = entries.map(lineOf).join('');
    let failure: unknown;
    for (const folder of folders) {
      try {
        appendTo(join(folder, mine), lines, durable);
        isUsed = true;
        return;
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  };

  /** Entries are applied before the file goes: who dies in between leaves it, and applying twice does nothing. */
  const ingestFile = async (
    folder: string,
    name: string,
    apply: (entries: Entry[]) => Promise<number>,
  ): Promise<number> => {
    const taken = newName();
    try {
      renameSync(join(folder, name), join(folder, taken));
    } catch {
      return 0; // Another process was first.
    }
    owned.add(taken);
    let [count, left] = [0, 0];
    try {
      for (const { entries, torn } of spooledEntries(join(folder, taken))) {
        left += torn + (entries.length === 0 ? 0 : await apply(entries));
        count += entries.length;
      }
    } catch (error) {
      isUsed = true;
      throw error;
    }
    if (left > 0) renameSync(join(folder, taken), join(folder, `${name}.torn`));
    else rmSync(join(folder, taken), { force: true });
    owned.delete(taken);
    return count;
  };

  const ingest = async (apply: (entries: Entry[]) => Promise<number>): Promise<number> => {
    let count = 0;
    // Whatever is appended from here on is in a new file.
    isUsed = false;
    for (const folder of folders) {
      for (const name of filesIn(folder)) {
        if (!owned.has(name) && isBeingWritten(folder, name)) continue;
        count += await ingestFile(folder, name, apply);
      }
    }
    return count;
  };

  return {
    append,
    ingest,
    release() {
      for (const folder of folders) {
        for (const name of filesIn(folder).filter((each) => owned.has(each))) {
          try {
            renameSync(join(folder, name), join(folder, name.replace(/^\d+/, '0')));
          } catch {
            // Somebody has read it in.
          }
        }
      }
    },
    get isUsed() {
      return isUsed;
    },
  };
}

function newName(): string {
  return `${process.pid}-${randomBytes(4).toString('hex')}.ndjson`;
}

/**
 * Appends lines whole or not at all. Whoever reads the spool takes a file by renaming it: what was written
 * to one that is gone from its place may have been read before, and is written once more.
 */
function appendTo(path: string, lines: string, durable: boolean): void {
  makeFolders(dirname(path), 0o700);
  const bytes = Buffer.from(lines);
  for (let attempt = 1; !appendOnce(path, bytes, durable); attempt += 1) {
    if (attempt === MAX_ATTEMPTS) throw new Error(`${path} is taken away as fast as it is written`);
  }
}

function appendOnce(path: string, bytes: Buffer, durable: boolean): boolean {
  const file = openSync(path, 'a', 0o600);
  try {
    const { size, ino } = fstatSync(file);
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
      if (durable) fsyncSync(file);
    } catch (error) {
      ftruncateSync(file, size); // On a full disk half a line would spoil the next one.
      throw error;
    }
    return statSync(path, { throwIfNoEntry: false })?.ino === ino;
  } finally {
    closeSync(file);
  }
}

/** The oldest first: a run's start comes before its close. What is no file was put there by somebody else. */
function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => NAME.test(name))
      .map((name) => ({ name, found: lstatSync(join(folder, name), { throwIfNoEntry: false }) }))
      .filter(({ found }) => found?.isFile() !== false)
      .map(({ name, found }) => ({ name, at: found?.mtimeMs ?? 0 }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

/** A writer opens its file anew for each write, so one that was quiet for a while may be taken away. */
function isBeingWritten(folder: string, name: string): boolean {
  const pid = Number(NAME.exec(name)?.[1]);
  if (!isAlive(pid)) return false;
  const written = statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return now() - written < QUIET_MS;
}

function isAlive(pid: number): boolean {
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
