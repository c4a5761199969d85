import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { machineTime } from '@agent-replay/contracts/machine';
import { type Seal, stuckAfter } from 'agent-replay/discover';
import type { ReplayRow } from 'agent-replay/runner';
import { endThread } from './own-threads.ts';

/**
 * What a worker writes as a fixture begins, and as it ends: one or more to a line. What Vitest's worker has not
 * sent yet is lost when it dies; these lines are not. They hold codes and digests, no text of a run, and count only
 * with the worker's seal: an agent can write there, too.
 */
interface Entry {
  dir: string;
  pid: number;
  /** When it began, in milliseconds since the epoch, and how often it is replayed. */
  at: number;
  rounds: number;
  row: ReplayRow | null;
}

/** The lines of one worker. */
export interface Notes {
  /** Notes that a fixture begins, which is replayed so often. */
  begin(dir: string, rounds?: number): void;
  /** Notes how a fixture ended. */
  end(row: ReplayRow): void;
  close(): void;
}

const { setTimeout: setTimer, clearTimeout: clearTimer, Date: MachineDate } = machineTime();
const SOON_MS = 500;
/** Bytes at the end of a worker's lines that hold the last of them. */
const TAIL = 64 * 1024;

/** Opens the notes of this worker; a file is made when there is something to note. */
export function openNotes(folder: string, seal: Seal): Notes {
  let file: number | undefined;
  /** How a fixture ended is written with the beginning of the next, where that comes soon. */
  let waiting: Entry | undefined;
  let timer: NodeJS.Timeout | undefined;
  const entryOf = (entry: Omit<Entry, 'pid' | 'at'>): Entry => ({ ...entry, pid: process.pid, at: now() });
  // Lists as literals: what an agent has made of those of all arrays gets hold of no entry.
  const write = (entries: readonly Entry[]): void => {
    if (file === undefined) {
      mkdirSync(folder, { recursive: true });
      file = openSync(join(folder, `${process.pid}-${threadId}.ndjson`), 'a');
    }
    waiting = undefined;
    writeSync(file, `${JSON.stringify(seal.close(entries))}\n`);
  };
  const flush = (): void => {
    clearTimer(timer);
    timer = undefined;
    if (waiting !== undefined) write([waiting]);
  };
  return {
    begin(dir, rounds = 1) {
      const begun = entryOf({ dir, rounds, row: null });
      write(waiting === undefined ? [begun] : [waiting, begun]);
    },
    end(row) {
      // The next of concurrent tests may have begun before.
      if (waiting !== undefined) flush();
      const reason = row.reason?.split(':', 1)[0] ?? null;
      const drift = row.drift?.split(':', 1)[0] ?? null;
      const { notes: _, ...codes } = row;
      waiting = entryOf({
        dir: row.dir,
        rounds: 1,
        row: { ...codes, reason, drift, proof_reason: null, verdict: '' },
      });
      timer ??= setTimer(flush, SOON_MS).unref();
    },
    close() {
      flush();
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

/** The last entry of each fixture. */
export function readJournal(folder: string, seal: Seal): Map<string, Entry> {
  const texts = filesOf(folder).map((file) => readFileSync(file, 'utf8'));
  return new Map(texts.flatMap((text) => entriesOf(text, seal)).map((entry) => [entry.dir, entry]));
}

/**
 * Ends the processes and threads whose fixture is long over its time: a loop that never yields ends only from outside.
 * Returns the folders of these fixtures.
 */
export function endStuck(folder: string, seal: Seal): string[] {
  const ended: string[] = [];
  for (const file of filesOf(folder)) {
    const last = entriesOf(tailOf(file), seal).at(-1);
    if (last === undefined || last.row !== null) continue;
    if (now() < last.at + last.rounds * stuckAfter(last.dir)) continue;
    const isEnded = last.pid === process.pid ? endThread(threadOf(file)) : endProcess(last.pid);
    if (isEnded) ended.push(last.dir);
  }
  return ended;
}

/** False where it has ended by itself in the meantime. */
function endProcess(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

/** The thread whose lines a file holds. */
function threadOf(file: string): number {
  return Number(/-(\d+)\.ndjson$/.exec(file)?.[1]);
}

/** A worker that died may have left half a line at the end, and a tail may begin with one. */
function entriesOf(text: string, seal: Seal): Entry[] {
  return text
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => {
      try {
        return [seal.open(JSON.parse(line)) ?? []].flat() as Entry[];
      } catch {
        return [];
      }
    });
}

function tailOf(file: string): string {
  const opened = openSync(file, 'r');
  try {
    const { size } = fstatSync(opened);
    const bytes = Buffer.alloc(Math.min(size, TAIL));
    return bytes.toString('utf8', 0, readSync(opened, bytes, 0, bytes.length, size - bytes.length));
  } finally {
    closeSync(opened);
  }
}

export function clearJournal(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** The machine's time, also while a fixture has its own. */
function now(): number {
  return MachineDate.now();
}
