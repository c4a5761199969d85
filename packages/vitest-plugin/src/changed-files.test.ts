import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Vitest } from 'vitest/node';
import { changedFiles } from './changed-files.ts';

test('asks Git itself where Vitest, as 4.1.0, does not tell what has changed', async () => {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'changed-files-')));
  onTestFinished(() => rmSync(top, { recursive: true, force: true }));
  const git = (...args: string[]) => execFileSync('git', args, { cwd: top, stdio: 'ignore' });
  const user = ['-c', 'user.email=a@example.com', '-c', 'user.name=a'];
  const root = join(top, 'package');
  mkdirSync(root);
  const write = (name: string) => writeFileSync(join(top, name), `${Math.random()}`);
  const changed = async (since: string | boolean) => {
    const files = await changedFiles({ config: { root, changed: since } } as unknown as Vitest);
    return files?.map((file) => file.slice(top.length + 1)).toSorted();
  };
  for (const name of ['edited', 'staged', 'package/same']) write(name);
  git('init', '-q');
  git('add', '-A');
  git(...user, 'commit', '-qm', 'one');
  write('package/ünder way');
  git('add', '-A');
  git(...user, 'commit', '-qm', 'two');
  expect(await changed(true)).toEqual([]);
  for (const name of ['edited', 'staged', 'package/new']) write(name);
  git('add', 'staged');
  expect(await changed(true)).toEqual(['edited', 'package/new', 'staged']);
  expect(await changed('HEAD~1')).toEqual(['edited', 'package/new', 'package/ünder way', 'staged']);
  expect(await changed(false)).toBe(undefined);
});
