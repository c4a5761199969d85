import fs = require('node:fs');
import os = require('node:os');
import path = require('node:path');
import loads = require('./hooks/loads.cts');
import refusal = require('./refusal.cts');

/** As they are before anybody puts a file system of his own in their place. */
const { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } =
  fs;
const { defineProperty } = Reflect;

type Blocked = refusal.BlockedRow;
type Unguarded = ledger.UnguardedRow;

interface Line {
  pid: number;
  thread: number;
  /** Milliseconds since the epoch. */
  at?: number;
  /** By whoever gave the file to others: while it stands, nobody has taken the file away or emptied it. */
  shared?: true;
  blocked?: Blocked;
  unguarded?: Unguarded;
}

/**
 * The guard's memory: rows of this thread, and a JSONL file that children and workers share.
 * A row is on disk before the refused call learns of its refusal.
 */
function createLedger(given: string | null) {
  const self = (writer ??= { pid: process.pid, thread: threadId() });
  const blocked: Blocked[] = [];
  const unguarded: Unguarded[] = [];
  let file = given;
  /** Only those that were told of the file write to it; what stood in it before is not theirs. */
  let isShared = false;
  let start = 0;

  function append(line: Line): void {
    if (file === null || isGone(file)) return;
    try {
      appendLine(file, `${JSON.stringify(line)}\n`);
    } catch (error) {
      // The row stays in memory and in the exit code; a reader of the file alone must hear of it.
      process.stderr.write(`agent-replay: cannot write the guard's ledger ${file}: ${String(error)}\n`);
    }
  }

  return {
    get file() {
      return file;
    },
    /** False while nobody has written to the file, nor was told of it. */
    get mayBeWritten() {
      return isShared || blocked.length > 0 || unguarded.length > 0;
    },
    block(row: Blocked): void {
      defineProperty(blocked, blocked.length, {
        __proto__: null,
        value: row,
        writable: true,
        enumerable: true,
        configurable: true,
      } as PropertyDescriptor);
      append({ ...self, at: Date.now(), blocked: row });
    },
    declare(row: Unguarded): void {
      if (unguarded.some(({ channel }) => channel === row.channel)) return;
      unguarded.push(row);
      append({ ...self, unguarded: row });
    },
    /** The file that children and workers report to; made when there is none yet. */
    share(): string {
      if (isShared && file !== null) return file;
      if (file !== null) start = sizeOf(file);
      isShared = true;
      file ??= path.join(makeFolder(), 'guard.jsonl');
      append({ ...self, shared: true });
      return file;
    },
    read(): { blocked: Blocked[]; unguarded: Unguarded[] } {
      if (!isShared && blocked.length === 0 && unguarded.length === 0) return { blocked: [], unguarded: [] };
      const lines = isShared ? readLines(file, start) : [];
      const isOwn = ({ pid, thread }: Line): boolean => pid === self.pid && thread === self.thread;
      const isWhole = !isShared || isGone(file) || lines.some((line) => line.shared === true && isOwn(line));
      const foreign = [...lines.filter((line) => !isOwn(line)), ...(isWhole ? [] : [lost(file)])];
      const channels = new Map(
        [...unguarded, ...foreign.flatMap((line) => line.unguarded ?? [])].map((row) => [row.channel, row]),
      );
      return {
        blocked: [...blocked, ...foreign.flatMap((line) => line.blocked ?? [])],
        unguarded: [...channels.values()],
      };
    },
  };
}

/** Folders of ledgers that this process was given no file for. */
const made: string[] = [];
/** Those of them that are gone: what is refused later is in the exit code alone. */
const removed = new Set<string>();

function isGone(file: string | null): boolean {
  return file !== null && removed.has(path.dirname(file));
}

function makeFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), `agent-replay-ledger-${process.pid}-`));
  made.push(folder);
  return folder;
}

/** Takes away what nobody reads once this process has ended. */
function removeMade(): void {
  for (const folder of made.splice(0)) {
    removed.add(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Who writes the rows of this thread. */
let writer: { pid: number; thread: number } | undefined;
let thread: number | undefined;

/** A worker has the module that tells its number; without it this is the main thread, and it costs time to load. */
function threadId(): number {
  return (thread ??= loads.isLoaded('worker_threads')
    ? process.getBuiltinModule('node:worker_threads').threadId
    : 0);
}

/** The folder of a fixture is made when something is written to it, which may be a first refusal. */
function appendLine(file: string, line: string): void {
  try {
    write(file, line);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    write(file, line);
  }
}

/** Not by `appendFileSync`, which goes through what others may have put in place of `writeFileSync`. */
function write(file: string, line: string): void {
  const fd = openSync(file, 'a', 0o600);
  try {
    writeSync(fd, line);
  } finally {
    closeSync(fd);
  }
}

function readLines(file: string | null, start: number): Line[] {
  if (file === null || !existsSync(file)) return [];
  const text = readFileSync(file).subarray(start).toString('utf8');
  return text.split('\n').flatMap((line) => {
    if (line === '') return [];
    try {
      return [JSON.parse(line) as Line];
    } catch {
      // A line that a killed process left half is a refusal that nobody can read any more.
      return [unknown(line.slice(0, 200))];
    }
  });
}

/** What those refused to whom the file was given can be read no more. */
function lost(file: string | null): Line {
  return unknown(`the guard's ledger ${file ?? ''}, which was taken away or emptied`);
}

function unknown(target: string): Line {
  const blocked: Blocked = { code: 'ERR_REPLAY_BLOCKED', operation: 'unknown', target, call_site: null };
  return { pid: 0, thread: 0, blocked };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

const ledger = { createLedger, removeMade };
namespace ledger {
  export type GuardLedger = ReturnType<typeof createLedger>;
  /** A way out that could not be closed, and why. */
  export interface UnguardedRow {
    channel: string;
    reason: string;
  }
}
export = ledger;
