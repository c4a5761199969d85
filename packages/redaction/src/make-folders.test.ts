import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeFolders } from './make-folders.ts';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'make-folders-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

it('makes a folder and those above it with one mode, and leaves one that is there', async () => {
  const deep = join(folder, 'a', 'b', 'c');
  makeFolders(deep, 0o700);
  makeFolders(deep, 0o777);
  for (const path of [deep, join(folder, 'a')]) expect((await stat(path)).mode & 0o777).toBe(0o700);
});

it('says what stands in its way', async () => {
  await writeFile(join(folder, 'file'), '');
  expect(() => makeFolders(join(folder, 'file'), 0o700)).toThrow(/EEXIST/);
  expect(() => makeFolders(join(folder, 'file', 'deep'), 0o700)).toThrow(/ENOTDIR/);
});

it.runIf(process.platform === 'linux')('comes back where no folder can ever be made', () => {
  expect(() => makeFolders('/proc/none/deep/runs', 0o700)).toThrow(/ENOENT/);
});
