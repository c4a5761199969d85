import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { foldersOfRun } from './invocation.ts';

let dir: string;

beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'agent-replay-invocation-')));
});
afterEach(() => rmSync(dir, { recursive: true }));

function write(path: string, text = ''): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
}

test('the folder that Jest is called in counts, by the nearest config above it', () => {
  write('agent-replay.config.mjs');
  write('src/deep/file.js');
  expect(foldersOfRun(join(dir, 'src/deep'), [])).toEqual([dir]);
});

test.each([
  ['--rootDir', 'packages/app'],
  ['--rootDir=packages/app'],
  ['--config', 'packages/app/jest.json'],
])('so does the one that %s %s names', (...argv) => {
  write('package.json', '{}');
  write('packages/app/package.json', '{}');
  write('packages/app/jest.json', '{}');
  expect(foldersOfRun(dir, argv)).toEqual([dir, join(dir, 'packages/app')]);
});

test('with projects, so does each folder below that has a config', () => {
  write('package.json', '{ "jest": { "projects": ["packages/*"] } }');
  for (const path of ['packages/a', 'apps/group/b', 'node_modules/c', '.hidden/d'])
    write(`${path}/agent-replay.config.ts`);
  expect(foldersOfRun(dir, [])).toEqual([dir, join(dir, 'apps/group/b'), join(dir, 'packages/a')]);
});

test.each([
  { where: 'the config that Jest takes', argv: ['-c', 'other.json'] },
  { where: 'a config on the command line', argv: ['-c', '{ "projects": ["packages/*"] }'] },
  { where: 'the command line', argv: ['--projects', 'packages/a'] },
])('projects are found in $where', ({ argv }) => {
  write('package.json', '{}');
  write('other.json', '{ "projects": ["packages/*"] }');
  write('packages/a/agent-replay.config.ts');
  expect(foldersOfRun(dir, [])).toEqual([dir]);
  expect(foldersOfRun(dir, argv)).toEqual([dir, join(dir, 'packages/a')]);
});

test('a folder that cannot be listed has no projects, and keeps nobody from running Jest', () => {
  expect(foldersOfRun(join(dir, 'gone'), ['--projects', 'a'])).toEqual([join(dir, 'gone')]);
});
