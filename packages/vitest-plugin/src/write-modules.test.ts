import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeModules } from './write-modules.ts';

let base: string;
let folder: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'agent-replay-modules-'));
  folder = join(base, 'all');
});

afterEach(() => rmSync(base, { recursive: true, force: true }));

test('writes the files and keeps the folder out of git', () => {
  writeModules(base, folder, new Map([[join(folder, 'a/index.replay.js'), 'one']]));
  expect(readFileSync(join(folder, 'a/index.replay.js'), 'utf8')).toBe('one');
  expect(readFileSync(join(base, '.gitignore'), 'utf8')).toBe('*\n');
});

test('leaves a file alone whose text has not changed', () => {
  const file = join(folder, 'index.replay.js');
  writeModules(base, folder, new Map([[file, 'one']]));
  utimesSync(file, 1, 1);
  writeModules(base, folder, new Map([[file, 'one']]));
  expect(statSync(file).mtimeMs).toBe(1000);
});

test('removes modules that are no longer in the plan, and nothing of another plan', () => {
  const gone = join(folder, 'gone/index.replay.js');
  const other = join(base, 'of-2/index.replay.js');
  writeModules(base, folder, new Map([[gone, 'one']]));
  mkdirSync(join(base, 'of-2'));
  writeFileSync(other, 'two');
  writeModules(base, folder, new Map([[join(folder, 'index.replay.js'), 'three']]));
  expect(readdirSync(join(folder, 'gone'))).toEqual([]);
  expect(readFileSync(other, 'utf8')).toBe('two');
});

test('removes the plan of a filter that nobody has used for a week, and no other', () => {
  const plans = ['all-0123456789ab', 'all-ba9876543210', 'of-2'].map((name) => join(base, name));
  for (const plan of plans) mkdirSync(plan, { recursive: true });
  for (const name of ['all-0123456789ab', 'of-2']) utimesSync(join(base, name), 1, 1);
  writeModules(base, folder, new Map());
  expect(readdirSync(base).filter((name) => name !== '.gitignore')).toEqual([
    'all',
    'all-ba9876543210',
    'of-2',
  ]);
});

test('says what to do where nothing can be written', () => {
  const file = join(base, 'file');
  writeFileSync(file, '');
  expect(() => writeModules(file, join(file, 'all'), new Map())).toThrow(
    /^Failed to make tests of the fixtures: .*all cannot be written to \(ENOTDIR\)\.\n {2}fix {2}run in a copy/,
  );
});
