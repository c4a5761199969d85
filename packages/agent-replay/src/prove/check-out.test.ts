import { execFileSync } from 'node:child_process';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkOut } from './check-out.ts';

let root: string;
const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'check-out-')));
  git('init', '-q');
  await writeFile(join(root, 'a.js'), 'export const a = 1;\n');
  git('add', '-A');
  git('-c', 'user.email=a@example.com', '-c', 'user.name=a', 'commit', '-qm', 'one');
});
afterEach(() => rm(root, { recursive: true, force: true }));

test('a patch that does not apply is told apart from a ref that is not there, and leaves no worktree', async () => {
  const patch = join(root, 'break.patch');
  await writeFile(patch, '--- a/a.js\n+++ b/a.js\n@@ -1 +1 @@\n-export const a = 2;\n+export const a = 3;\n');
  await expect(checkOut(root, 'HEAD', patch)).rejects.toThrow('make the patch of it');
  const uncommitted = join(root, 'uncommitted.patch');
  await writeFile(uncommitted, '--- a/b.js\n+++ b/b.js\n@@ -1 +1 @@\n-1\n+2\n');
  await expect(checkOut(root, 'HEAD', uncommitted)).rejects.toThrow('commit the fixed code');
  await expect(checkOut(root, 'nothere', null)).rejects.toThrow(
    /asked {2}nothere\^\{commit\}\n.*\n {2}fix {4}name refs that "git rev-parse" knows/,
  );
  expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
});
