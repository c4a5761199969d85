import { mkdtemp, mkdir, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { storeFiles } from './own-files.ts';
import { storeRules } from './store-rules.ts';

it('lets a store be written where a link to it leads, and keeps an agent from it there', async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'store-by-a-link-')));
  try {
    await mkdir(join(folder, 'real'));
    const [link, file] = [join(folder, 'runs.db'), join(folder, 'real', 'runs.db')];
    await symlink(file, link);
    expect(storeRules(link)).toEqual([`fs:${folder}`, `fs:${join(folder, 'real')}`]);
    expect(storeFiles(link)).toEqual(expect.arrayContaining([link, file, `${file}-wal`, `${file}-journal`]));
    expect(storeFiles(file)).toHaveLength(4);
  } finally {
    await rm(folder, { recursive: true });
  }
});
