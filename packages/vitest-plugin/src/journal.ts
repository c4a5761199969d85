import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { stuckAfter } from 'agent-replay/discover';
import type { ReplayRow } from 'agent-replay/runner';

/**
 * A line that a worker writes as a fixture begins, and another as it ends. What Vitest's worker has not
 * sent yet is lost when it dies; these lines are not. They hold codes and digests, no text of a run.
 */
interface Entry {
  dir: string;
  pid: number;
  /** When, since the epoch, the process must have got stuck. */
  until: number;
  row: ReplayRow | null;
}

const machineNow = performance.now.bind(performance);
const { timeOrigin } = performance;

/** Notes that a fixture begins, which is replayed so often. */
export function noteBegin(folder: string, dir: string, rounds = 1): void {
  append(folder, { dir, pid: process.pid, until: now() + rounds * stuckAfter(dir), row: null });
}

/** Notes how a fixture ended. */
export function noteEnd(folder: string, row: ReplayRow): void {
  const reason = row.reason?.split(':', 1)[0] ?? null;
  append(folder, {
    dir: row.dir,
    pid: process.pid,
    until: 0,
    row: { ...row, reason, proof_reason: null, verdict: '' },
  });
}

/** The last entry of each fixture. */
export function readJournal(folder: string): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const file of filesOf(folder)) {
    // A worker that died may have left half a line.
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n').slice(0, -1)) {
      const entry = JSON.parse(line) as Entry;
      entries.set(entry.dir, entry);
    }
  }
  return entries;
}

/** Ends the processes whose fixture is long over its time: a loop that never yields ends only from outside. */
export function endStuck(folder: string): void {
  for (const { pid, until, row } of readJournal(folder).values()) {
    if (row !== null || now() < until || pid === process.pid) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself in the meantime.
    }
  }
}

export function clearJournal(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

function append(folder: string, entry: Entry): void {
  mkdirSync(folder, { recursive: true });
  appendFileSync(join(folder, `${process.pid}-${threadId}.ndjson`), `${JSON.stringify(entry)}\n`);
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The machine's time, also while a fixture has its own. */
function now(): number {
  return timeOrigin + machineNow();
}
