import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readInvocation } from './invocation.ts';

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
  expect(readInvocation(join(dir, 'src/deep'), []).folders).toEqual([dir]);
});

test.each([
  ['--rootDir', 'packages/app'],
  ['--rootDir=packages/app'],
  ['--config', 'packages/app/jest.json'],
])('so does the one that %s %s names', (...argv) => {
  write('package.json', '{}');
  write('packages/app/package.json', '{}');
  write('packages/app/jest.json', '{}');
  expect(readInvocation(dir, argv).folders).toEqual([dir, join(dir, 'packages/app')]);
});

test('with projects, so does each folder below that has a config', () => {
  write('package.json', '{ "jest": { "projects": ["packages/*"] } }');
  for (const path of ['packages/a', 'apps/group/b', 'node_modules/c', '.hidden/d'])
    write(`${path}/agent-replay.config.ts`);
  expect(readInvocation(dir, []).folders).toEqual([dir, join(dir, 'apps/group/b'), join(dir, 'packages/a')]);
});

test('options are found in the config that Jest takes, and on the command line', () => {
  write('package.json', '{}');
  write('other.json', '{ "testRegex": "x" }');
  expect(readInvocation(dir, []).mentions('testRegex')).toBe(false);
  expect(readInvocation(dir, ['--testRegex=x']).mentions('testRegex')).toBe(true);
  expect(readInvocation(dir, ['-c', 'other.json']).mentions('testRegex')).toBe(true);
  expect(readInvocation(dir, ['-c', '{ "testRegex": "x" }']).mentions('testRegex')).toBe(true);
});
