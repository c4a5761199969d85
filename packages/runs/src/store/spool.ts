import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Redactor } from '@agent-replay/redaction';
import { now } from '../native-time.ts';
import { type Entry, EntrySchema } from './entry.ts';

/** Where entries go while the database cannot take them: a file of lines for each process. */
export interface Spool {
  /** Appends entries. They are in a file when this returns; on the disk with `durable`. */
  append(entries: readonly Entry[], durable: boolean): void;
  /** True while this process has entries in a file. */
  readonly isUsed: boolean;
  /** Gives the entries of each file that nobody is writing to `apply`, then removes the file. */
  ingest(apply: (entries: Entry[]) => Promise<void>): Promise<number>;
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

/** Opens the spool; nothing is made on the disk before something has to be written. */
export function openSpool({ folders, redactor }: SpoolOptions): Spool {
  const mine = `${process.pid}-${randomBytes(4).toString('hex')}.ndjson`;
  let isUsed = false;

  const append = (entries: readonly Entry[], durable: boolean): void => {
    const lines = entries.map((entry) => `${redactor.text(JSON.stringify(entry))}\n`).join('');
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

  const ingest = async (apply: (entries: Entry[]) => Promise<void>): Promise<number> => {
    let count = 0;
    for (const folder of folders) {
      for (const name of filesIn(folder)) {
        if (name !== mine && isBeingWritten(folder, name)) continue;
        count += await ingestFile(folder, name, apply);
      }
    }
    isUsed = false;
    return count;
  };

  return {
    append,
    ingest,
    release() {
      for (const folder of isUsed ? folders : []) {
        try {
          renameSync(join(folder, mine), join(folder, mine.replace(/^\d+/, '0')));
        } catch {
          // It is in another folder, or somebody has read it in.
        }
      }
    },
    get isUsed() {
      return isUsed;
    },
  };
}

function appendTo(path: string, lines: string, durable: boolean): void {
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
  const file = openSync(path, 'a', 0o600);
  try {
    const bytes = Buffer.from(lines);
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    if (durable) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => NAME.test(name))
      .toSorted();
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

/** Entries are applied before the file goes; who dies in between leaves it, and applying twice does nothing. */
async function ingestFile(
  folder: string,
  name: string,
  apply: (entries: Entry[]) => Promise<void>,
): Promise<number> {
  const claimed = join(folder, `${name}.taken-${process.pid}`);
  try {
    renameSync(join(folder, name), claimed);
  } catch {
    return 0; // Another process was first.
  }
  try {
    const { entries, torn } = parseLines(readFileSync(claimed, 'utf8'));
    await apply(entries);
    if (torn > 0) renameSync(claimed, join(folder, `${name}.torn`));
    else rmSync(claimed, { force: true });
    return entries.length;
  } catch (error) {
    renameSync(claimed, join(folder, name));
    throw error;
  }
}

/** A last line without its newline was cut by a crash and never acknowledged: it is no loss. */
function parseLines(text: string): { entries: Entry[]; torn: number } {
  const lines = text.split('\n');
  lines.pop();
  const entries: Entry[] = [];
  let torn = 0;
  for (const line of lines) {
    const parsed = parse(line);
    if (parsed === undefined) torn += 1;
    else entries.push(parsed);
  }
  return { entries, torn };
}

function parse(line: string): Entry | undefined {
  try {
    const { success, data } = EntrySchema.safeParse(JSON.parse(line));
    return success ? data : undefined;
  } catch {
    return undefined;
  }
}
