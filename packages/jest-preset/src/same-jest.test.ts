import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let dir: string;

beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'agent-replay-same-jest-')));
  mkdirSync(join(dir, '@jest/core/build'), { recursive: true });
  writeFileSync(join(dir, '@jest/core/package.json'), '{ "version": "29.1.2" }');
  writeFileSync(join(dir, '@jest/core/build/index.js'), '');
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Loads the preset in a process that has loaded a Jest before. */
function loadAfter(core: string): { status: number | null; stderr: string } {
  const preset = new URL('./preset.ts', import.meta.url).href;
  const script = `require(${JSON.stringify(core)}); import('${preset}')`;
  return spawnSync(process.execPath, ['--conditions=@agent-replay/source', '-e', script], {
    cwd: dir,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
}

test('the preset says which Jest it would not run in, and loads in its own', () => {
  const other = join(dir, '@jest/core/build/index.js');
  const { status, stderr } = loadAfter(other);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /Failed to load the preset: Jest 29\.1\.2 runs, and the preset belongs to another Jest, 30\.\d+\.\d+\./,
  );
  expect(stderr).toContain(`runs    ${other}`);
  expect(stderr).toContain(
    'fix     install @agent-replay/jest-preset in the package that has the Jest that runs',
  );
  expect(loadAfter(join(import.meta.dirname, '../../../node_modules/@jest/core')).status).toBe(0);
});
