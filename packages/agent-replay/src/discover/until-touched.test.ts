import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FIXTURE_FILES } from './discover-fixtures.ts';
import { untilTouched } from './until-touched.ts';

const base = mkdtempSync(join(tmpdir(), 'agent-replay-touched-'));
const HOUR = 3_600_000;
let dir: string;
let reads: number;
let count = 0;
const look = () => untilTouched((path) => [(reads += 1), readFileSync(join(path, 'notes.json'), 'utf8')]);

beforeEach(() => {
  dir = join(base, String((count += 1)));
  reads = 0;
  mkdirSync(dir);
  for (const name of FIXTURE_FILES) writeFileSync(join(dir, name), '1');
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + HOUR });
});
afterEach(() => vi.useRealTimers());
afterAll(() => rmSync(base, { recursive: true, force: true }));

test('what was read is remembered', () => {
  const read = look();
  expect([read(dir), read(dir)]).toEqual([
    [1, '1'],
    [1, '1'],
  ]);
});

test.each(FIXTURE_FILES)('an edit of %s is seen, also one that puts its time and size back', (name) => {
  const read = look();
  read(dir);
  const at = new Date(2020, 1, 1);
  writeFileSync(join(dir, name), '2');
  utimesSync(join(dir, name), at, at);
  read(dir);
  expect(reads).toBe(2);
});

test('files that were just written are not trusted to stay as they are', () => {
  vi.useRealTimers();
  const read = look();
  read(dir);
  read(dir);
  expect(reads).toBe(2);
});

test('a fixture with blobs, and one whose file is gone, are read each time', () => {
  const read = look();
  read(dir);
  mkdirSync(join(dir, 'blobs'));
  read(dir);
  read(dir);
  rmSync(join(dir, 'blobs'), { recursive: true });
  rmSync(join(dir, 'input.json'));
  read(dir);
  read(dir);
  expect(reads).toBe(5);
});

test('what cannot be read is an error each time', () => {
  const read = untilTouched((path) => readFileSync(join(path, 'missing.json'), 'utf8'));
  expect(() => read(dir)).toThrow('ENOENT');
  expect(() => read(dir)).toThrow('ENOENT');
});
