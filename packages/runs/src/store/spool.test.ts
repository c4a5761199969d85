import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRedactor } from '@agent-replay/redaction';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Entry } from './entry.ts';
import { openSpool, type Spool } from './spool.ts';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'runs-spool-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (): Spool => openSpool({ folders: [folder], redactor: createRedactor({}) });
const entry = (count: number): Entry => ({ op: 'refused', run_id: 'run', count });
const keepIn =
  (found: number[], refused = 0) =>
  async (entries: readonly Entry[]): Promise<number> => {
    found.push(...countsOf(entries));
    return refused;
  };
const countsOf = (entries: readonly Entry[]) => entries.map((each) => ('count' in each ? each.count : -1));

/** What a later process of this machine finds; the owner has given its files up. */
async function left(spool: Spool): Promise<number[]> {
  spool.release();
  const found: number[] = [];
  await open().ingest(keepIn(found));
  return found.toSorted((a, b) => a - b);
}

it('keeps what is appended while an ingest is under way that fails', async () => {
  const spool = open();
  spool.append([entry(1), entry(2)], false);
  const failing = spool.ingest(async () => {
    spool.append([entry(3)], true);
    throw new Error('the database is locked');
  });
  await expect(failing).rejects.toThrow('locked');
  expect(spool.isUsed).toBe(true);
  expect(await left(spool)).toEqual([1, 2, 3]);
});

it('looks through what no folder takes once, however often it comes again', async () => {
  const plain = createRedactor({});
  const looked: string[] = [];
  const redactor = {
    ...plain,
    text: (value: string) => {
      looked.push(value);
      return plain.text(value);
    },
  };
  await writeFile(join(folder, 'file'), '');
  const spool = openSpool({ folders: [join(folder, 'file')], redactor });
  const entries = [entry(1), entry(2)];
  expect(() => spool.append(entries, false)).toThrow();
  expect(() => spool.append(entries, true)).toThrow();
  await rm(join(folder, 'file'));
  spool.append(entries, true);
  expect(looked).toEqual(entries.map((each) => JSON.stringify(each)));
  const found: number[] = [];
  await spool.ingest(keepIn(found));
  expect(found).toEqual([1, 2]);
});

it('says that it is used while something was appended during an ingest that went well', async () => {
  const spool = open();
  spool.append([entry(1)], false);
  const taken: number[] = [];
  await spool.ingest(async (entries) => {
    spool.append([entry(2)], false);
    return keepIn(taken)(entries);
  });
  expect(taken).toEqual([1]);
  expect(spool.isUsed).toBe(true);
  expect(await left(spool)).toEqual([2]);
});

it('gives a file again that its reader had taken when it died', async () => {
  const first = open();
  first.append([entry(1)], false);
  first.release();
  // A reader that never comes back: the file is taken, and nothing of it is applied.
  void open().ingest(() => new Promise(() => undefined));
  const [name = ''] = await readdir(folder);
  expect(name).toMatch(/^\d+-[0-9a-f]{8}\.ndjson$/);
  const reader = open();
  const found: number[] = [];
  // Files of a process that lives are left to it while they are fresh.
  await age(join(folder, name));
  await reader.ingest(keepIn(found));
  expect(found).toEqual([1]);
});

it('writes what it appends to a file once more when somebody takes it away at that moment', async () => {
  const spool = open();
  const other = open();
  const found: number[] = [];
  for (let count = 1; count <= 200; count += 1) {
    spool.append([entry(count)], false);
    if (count % 7 === 0) {
      for (const name of await readdir(folder)) await age(join(folder, name));
      await other.ingest(keepIn(found));
    }
  }
  found.push(...(await left(spool)));
  expect([...new Set(found)]).toHaveLength(200);
});

it('gives the oldest file first, whatever the files are called', async () => {
  for (let count = 9; count > 0; count -= 1) {
    const before = await readdir(folder);
    const spool = open();
    spool.append([entry(count)], false);
    spool.release();
    const name = (await readdir(folder)).find((each) => !before.includes(each)) ?? '';
    await utimes(join(folder, name), count, count);
  }
  const found: number[] = [];
  await open().ingest(keepIn(found));
  expect(found).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

it('reads what is longer than it reads at once, in order, and leaves what is no file of its own', async () => {
  const spool = open();
  const run_id = 'r'.repeat(500);
  const many = Array.from({ length: 20_000 }, (_, count): Entry => ({ op: 'refused', run_id, count }));
  spool.append(many, false);
  spool.release();
  await mkdir(join(folder, '0-00000001.ndjson'));
  await symlink('/etc/hostname', join(folder, '0-00000002.ndjson'));
  const found: number[] = [];
  const parts: number[] = [];
  await open().ingest(async (entries) => {
    parts.push(entries.length);
    return keepIn(found)(entries);
  });
  expect(found).toEqual(many.map((_, count) => count));
  expect(parts.length).toBeGreaterThan(2);
  expect((await readdir(folder)).toSorted()).toEqual(['0-00000001.ndjson', '0-00000002.ndjson']);
});

it('reads the files behind one that holds no lines at all, and keeps that apart', async () => {
  await writeFile(join(folder, '0-00000001.ndjson'), `${'\0'.repeat(9_000_000)}\n{}\n`);
  await utimes(join(folder, '0-00000001.ndjson'), 1, 1);
  const spool = open();
  spool.append([entry(1)], false);
  expect(await left(spool)).toEqual([1]);
  expect(await readdir(folder)).toEqual(['0-00000001.ndjson.torn']);
});

it('keeps a file apart when something in it was refused for good', async () => {
  const spool = open();
  spool.append([entry(1), entry(2)], false);
  const found: number[] = [];
  await spool.ingest(keepIn(found, 1));
  expect(found).toEqual([1, 2]);
  expect(await readdir(folder)).toEqual([expect.stringMatching(/\.torn$/)]);
  expect(await left(spool)).toEqual([]);
});

/** Lets a file look as if nobody had written to it for a while. */
async function age(path: string): Promise<void> {
  await utimes(path, 1, 1).catch(() => undefined);
}
