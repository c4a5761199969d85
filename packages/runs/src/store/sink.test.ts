import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRedactor } from '@agent-replay/redaction';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Driver } from './driver.ts';
import type { Entry, Outcome } from './entry.ts';
import { createSink, type Sink } from './sink.ts';
import { openSpool } from './spool.ts';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'runs-sink-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const entry = (count: number): Entry => ({ op: 'refused', run_id: 'run', count });
const waiting = { resolve: () => undefined, reject: () => undefined };

function sinkOver(apply: Driver['apply']): Sink {
  const driver: Driver = {
    kind: 'postgres',
    db: () => Promise.reject(new Error('nobody asks')),
    lastAttempt: async () => 0,
    newerThanKnown: null,
    apply,
    close: async () => undefined,
  };
  return createSink(driver, openSpool({ folders: [folder], redactor: createRedactor({}) }), 20);
}

/** The counts of the entries that wait in files. */
async function spooled(): Promise<number[]> {
  const names = await readdir(folder);
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  const lines = texts.flatMap((text) => text.trim().split('\n'));
  return lines.map((line) => (JSON.parse(line) as { count: number }).count);
}

/** A database that will never take the second. */
function refuseTwo(entries: readonly Entry[]): Outcome[] {
  if (entries.some((each) => 'count' in each && each.count === 2))
    throw Object.assign(new Error('constraint'), { code: '23505' });
  return entries.map(() => 'applied');
}

/** What a program has put in place of the engine's own promise gives. */
// oxlint-disable unicorn/no-thenable
const promisedBy = <T>(value: T): PromiseLike<T> => ({
  then: (...told) => Promise.resolve(value).then(...told),
});
// oxlint-enable unicorn/no-thenable

it.each<[string, Driver['apply']]>([
  ['at once', refuseTwo],
  ['later', async (entries) => refuseTwo(entries)],
])('keeps apart in a file what a database refuses and nobody waits for: %s', async (_, apply) => {
  const sink = sinkOver(apply);
  const made = [1, 2, 3].map((count) => ({ entry: entry(count), waiting: undefined }));
  expect(await sink.write(made, false)).toEqual(['applied', 'refused', 'applied']);
  expect(await spooled()).toEqual([2]);
  expect(sink.wasSpooled('run')).toBe(true);
});

it('leaves what a database refuses to who waits for it', async () => {
  const sink = sinkOver(refuseTwo);
  expect(await sink.write([{ entry: entry(2), waiting }], true)).toEqual(['refused']);
  expect(await spooled()).toEqual([]);
});

it('writes what is on its way along with what a process that ends writes, and once it has arrived no more', async () => {
  const { promise, resolve } = Promise.withResolvers<Outcome[]>();
  const sink = sinkOver(() => promise);
  const writing = sink.write([{ entry: entry(1), waiting }], true);
  sink.writeNow([entry(2)], true);
  expect(await spooled()).toEqual([1, 2]);
  resolve(['applied']);
  expect(await writing).toEqual(['applied']);
  sink.writeNow([entry(3)], true);
  expect(await spooled()).toEqual([1, 2, 3]);
});

it('waits for a database where a program has a promise of its own in place', async () => {
  const apply = (entries: readonly Entry[]) => promisedBy(entries.map(() => 'duplicate_attempt'));
  const sink = sinkOver(apply as unknown as Driver['apply']);
  expect(await sink.write([{ entry: entry(1), waiting }], true)).toEqual(['duplicate_attempt']);
  expect(await spooled()).toEqual([]);
});
