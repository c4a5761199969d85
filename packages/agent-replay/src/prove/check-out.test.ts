import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { checkOut } from './check-out.ts';

const AUTHOR = ['-c', 'user.email=a@example.com', '-c', 'user.name=a'];

let root: string;
const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'check-out-')));
  git('init', '-q');
  await writeFile(join(root, 'a.js'), 'export const a = 1;\n');
  git('add', '-A');
  git(...AUTHOR, 'commit', '-qm', 'one');
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
    /no such ref: nothere\.\n {2}in {5}.*\n {2}known {2}HEAD, .*\n {2}fix {4}name a commit, a branch or a tag/,
  );
  expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
});

test('in a shallow clone, as CI makes it, what to fetch is said', async () => {
  git(...AUTHOR, 'commit', '--allow-empty', '-qm', 'two');
  const clone = join(root, 'clone');
  git('clone', '-q', '--depth', '1', `file://${root}`, clone);
  await expect(checkOut(clone, 'HEAD~1', null)).rejects.toThrow(
    'this clone is shallow: take the rest with "git fetch --unshallow --tags", in GitHub Actions with "fetch-depth: 0"',
  );
});

test('a patch is relative to the top, to the folder of the config, or to the one package that it fits', async () => {
  for (const name of ['alpha', 'near', 'far']) {
    await mkdir(join(root, 'packages', name), { recursive: true });
    await writeFile(join(root, 'packages', name, 'done.js'), `export const done = '${name}';\n`);
    await writeFile(join(root, 'packages', name, 'same.js'), `export const same = 1;\n`);
  }
  git('add', '-A');
  git(...AUTHOR, 'commit', '-qm', 'packages');
  const config = join(root, 'packages/alpha');
  const patchOf = async (name: string, ...options: string[]): Promise<string> => {
    const file = join(root, 'packages', name);
    await writeFile(file, 'export const broken = 1;\n');
    const patch = join(root, 'break.patch');
    await writeFile(patch, git('-C', dirname(file), 'diff', ...options));
    git('checkout', '-q', '--', 'packages');
    return patch;
  };
  const files = ['near/done.js', 'alpha/done.js', 'alpha/same.js'];
  for (const name of files)
    for (const options of [[], ['--relative']]) {
      const code = await checkOut(config, 'HEAD', await patchOf(name, ...options));
      const text = await readFile(join(code.root, '..', name), 'utf8');
      await code.remove();
      expect([name, options, text]).toEqual([name, options, 'export const broken = 1;\n']);
    }
  const elsewhere = await checkOut(
    join(root, 'packages/near'),
    'HEAD',
    await patchOf('far/done.js', '--relative'),
  );
  await elsewhere.remove();
  const same = await patchOf('far/same.js', '--relative');
  git('rm', '-q', 'packages/alpha/same.js');
  git(...AUTHOR, 'commit', '-qm', 'fewer');
  await expect(checkOut(config, 'HEAD', same)).rejects.toThrow(
    /it fits in 2 folders of the repository\.\n {2}folders {2}packages\/far, packages\/near\n/,
  );
});

test('in a hook of Git, the index that is about to be committed stays as it is', async () => {
  await writeFile(join(root, 'a.js'), 'export const a = 2;\n');
  git('add', 'a.js');
  const staged = git('diff', '--cached');
  vi.stubEnv('GIT_DIR', '.git').stubEnv('GIT_INDEX_FILE', join(root, '.git/index'));
  onTestFinished(() => void vi.unstubAllEnvs());
  const { root: place, remove } = await checkOut(root, 'HEAD', null);
  expect(await readFile(join(place, 'a.js'), 'utf8')).toBe('export const a = 1;\n');
  await remove();
  expect(git('diff', '--cached')).toBe(staged);
});

test("the user's own hooks do not run in a worktree", async () => {
  const hook = join(root, '.git/hooks/post-checkout');
  await mkdir(join(root, '.git/hooks'), { recursive: true });
  await writeFile(hook, `#!/bin/sh\ntouch '${join(root, 'hooked')}'\nexit 1\n`);
  await chmod(hook, 0o755);
  const { remove } = await checkOut(root, 'HEAD', null);
  await remove();
  expect(git('status', '--porcelain')).toBe('');
});

test.each(['HEAD', ':/one', 'noted', '-dash'])('%s is a ref', async (ref) => {
  git(...AUTHOR, 'tag', '-a', 'noted', '-m', 'a tag with a note');
  git('update-ref', 'refs/heads/-dash', 'HEAD');
  const { remove } = await checkOut(root, ref, null);
  await remove();
});

test('a submodule holds the commit that the version names, and is a part of its code', async () => {
  const library = join(root, 'library');
  const inLibrary = (...args: string[]): string => git('-C', library, ...AUTHOR, ...args);
  const commitLibrary = async (text: string): Promise<void> => {
    await writeFile(join(library, 'index.js'), text);
    inLibrary('add', '-A');
    inLibrary('commit', '-qm', text);
    // as a path, so that no clone of it is needed
    git('-c', 'advice.addEmbeddedRepo=false', 'add', 'library');
    git(...AUTHOR, 'commit', '-qm', text);
  };
  git('init', '-q', library);
  await commitLibrary('old');
  await commitLibrary('new');
  const staged = inLibrary('status', '--porcelain');
  const digests = new Set<string>();
  for (const [ref, text] of [
    ['HEAD', 'new'],
    ['HEAD~1', 'old'],
  ] as const) {
    const code = await checkOut(root, ref, null);
    expect(await readFile(join(code.root, 'library/index.js'), 'utf8')).toBe(text);
    digests.add(code.sha256);
    await code.remove();
  }
  expect(digests.size).toBe(2);
  expect(inLibrary('status', '--porcelain')).toBe(staged);
});

test('a submodule beside the folder of the config is a part of the code where a file of the agent lies in it', async () => {
  const library = join(root, 'library');
  const config = join(root, 'service');
  await mkdir(config);
  await writeFile(join(config, 'agent.js'), '1');
  git('init', '-q', library);
  for (const text of ['old', 'new']) {
    await writeFile(join(library, 'index.js'), text);
    git('-C', library, 'add', '-A');
    git('-C', library, ...AUTHOR, 'commit', '-qm', text);
    git('-c', 'advice.addEmbeddedRepo=false', 'add', '-A');
    git(...AUTHOR, 'commit', '-qm', text);
  }
  const digest = async (ref: string, ...files: string[]): Promise<string> => {
    const code = await checkOut(config, ref, null, (place) => files.map((file) => join(place, file)));
    await code.remove();
    return code.sha256;
  };
  const used = '../library/index.js';
  expect(await digest('HEAD', used)).not.toBe(await digest('HEAD~1', used));
  expect(await digest('HEAD', used)).toBe(await digest('.', used));
  expect(await digest('HEAD')).toBe(await digest('HEAD~1'));
});

test('what is built or installed in a submodule is no part of its code; what Git names in it is, wherever it lies', async () => {
  const library = join(root, 'library');
  const nested = join(library, 'nested');
  const commit = (cwd: string): void => {
    git('-C', cwd, '-c', 'advice.addEmbeddedRepo=false', 'add', '-A');
    git('-C', cwd, ...AUTHOR, 'commit', '-qm', 'all');
  };
  const digest = async (ref: string): Promise<string> => {
    const code = await checkOut(root, ref, null);
    await code.remove();
    return code.sha256;
  };
  git('init', '-q', library);
  git('init', '-q', nested);
  await mkdir(join(library, '.tools'));
  await writeFile(join(library, '.tools/run.js'), '1');
  await writeFile(join(library, '.gitignore'), 'dist\n');
  await writeFile(join(nested, 'index.js'), '1');
  for (const repository of [nested, library, root]) commit(repository);
  const before = await digest('.');
  expect(await digest('HEAD')).toBe(before);
  await mkdir(join(library, 'dist'));
  await writeFile(join(library, 'dist/built.js'), '1');
  await writeFile(join(nested, 'untracked.js'), '1');
  expect(await digest('.')).toBe(before);
  for (const file of [join(library, '.tools/run.js'), join(nested, 'index.js')]) {
    await writeFile(file, '2');
    expect(await digest('.')).not.toBe(before);
    await writeFile(file, '1');
  }
  expect(await digest('.')).toBe(before);
});
