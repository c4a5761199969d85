import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSeal } from 'agent-replay/discover';
import type { ReplayRow } from 'agent-replay/runner';
import { expect, onTestFinished, test } from 'vitest';
import { openNotes, readJournal } from './journal.ts';

const seal = createSeal(new Uint8Array(32).fill(7));

test('a worker writes how a fixture ended with the beginning of the next, in one sealed line', () => {
  const folder = temporaryFolder();
  const notes = openNotes(folder, seal);
  notes.begin('a');
  notes.end(rowOf('a', true));
  notes.begin('b');
  expect(linesOf(folder)).toHaveLength(2);
  expect(endsOf(folder)).toEqual({ a: true, b: null });
  notes.end(rowOf('b', false));
  notes.close();
  expect(endsOf(folder)).toEqual({ a: true, b: false });
});

test('of concurrent tests each end is noted, also of those that the next began before', () => {
  const folder = temporaryFolder();
  const notes = openNotes(folder, seal);
  notes.begin('a');
  notes.begin('b');
  notes.end(rowOf('a', true));
  notes.end(rowOf('b', false));
  notes.begin('c');
  notes.close();
  expect(endsOf(folder)).toEqual({ a: true, b: false, c: null });
});

test('what was sealed with another key counts for nothing', () => {
  const folder = temporaryFolder();
  const notes = openNotes(folder, createSeal(new Uint8Array(32).fill(8)));
  notes.begin('a');
  notes.close();
  expect(endsOf(folder)).toEqual({});
});

test('an end that waits is out of reach of what somebody makes of all arrays', () => {
  const folder = temporaryFolder();
  const notes = openNotes(folder, seal);
  notes.begin('a');
  notes.end(rowOf('a', false));
  const { splice, [Symbol.iterator]: values } = Array.prototype;
  const seen: unknown[] = [];
  const spy = (real: (...args: never[]) => unknown) =>
    function (this: unknown, ...args: never[]): unknown {
      seen.push(this);
      return real.apply(this, args);
    };
  try {
    Object.assign(Array.prototype, { splice: spy(splice), [Symbol.iterator]: spy(values) });
    notes.begin('b');
  } finally {
    Object.assign(Array.prototype, { splice, [Symbol.iterator]: values });
  }
  notes.close();
  expect(seen).toEqual([]);
  expect(endsOf(folder)).toEqual({ a: false, b: null });
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'journal-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function rowOf(dir: string, ok: boolean): ReplayRow {
  return { dir, ok, reason: null, drift: null, notes: 'kept out' } as unknown as ReplayRow;
}

function linesOf(folder: string): string[] {
  return readdirSync(folder).flatMap((name) =>
    readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean),
  );
}

/** Whether each fixture passed; null of one that has begun only. */
function endsOf(folder: string): Record<string, boolean | null> {
  return Object.fromEntries([...readJournal(folder, seal)].map(([dir, { row }]) => [dir, row?.ok ?? null]));
}
