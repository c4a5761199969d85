import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { codeVersion } from './code-version.ts';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'code-version-'))));
afterEach(() => {
  vi.unstubAllEnvs();
  return rm(folder, { recursive: true, force: true });
});

const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', ...args], {
    cwd: folder,
    encoding: 'utf8',
  }).trim();

/** Puts the folder under version control. */
async function commit(): Promise<string> {
  git('init', '-q');
  await writeFile(join(folder, 'agent.js'), 'one');
  git('add', '.');
  git('commit', '-q', '-m', 'one');
  return git('rev-parse', 'HEAD');
}

it('is unknown outside git', async () => {
  expect(await codeVersion(folder)).toBe('unknown');
});

it('asks git once where there is no repository', async () => {
  const asked = join(folder, 'asked');
  const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
  const script = `#!/bin/sh\necho "$1" >> '${asked}'\nexec '${real}' "$@"\n`;
  await writeFile(join(folder, 'git'), script, { mode: 0o755 });
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`);
  vi.stubEnv('LANG', 'de_DE.UTF-8');
  expect(await codeVersion(folder)).toBe('unknown');
  expect(await readFile(asked, 'utf8')).toBe('status\n');
});

it('is the commit that a folder is at', async () => {
  const head = await commit();
  expect(await codeVersion(folder)).toBe(head);
});

it('is dirty where a file differs from the commit', async () => {
  const head = await commit();
  await writeFile(join(folder, 'agent.js'), 'two');
  expect(await codeVersion(folder)).toBe(`${head}-dirty`);
});

it('is dirty where more differs than git may say', async () => {
  await commit();
  // Each is a line of 200 bytes and more, and they are more than a megabyte together.
  const names = Array.from({ length: 6000 }, (_, at) => `${at}-${'x'.repeat(100)}`);
  await Promise.all(names.map((name) => writeFile(join(folder, name), 'one')));
  git('add', '.');
  expect(await codeVersion(folder)).toBe(`${git('rev-parse', 'HEAD')}-dirty`);
});
