import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { TestProject } from 'vitest/node';
import { boundMemory } from './bound-memory.ts';

function argvOf(pool: string, execArgv: string[] = [], env: NodeJS.ProcessEnv = {}): string[] {
  const config = { pool, execArgv } as unknown as TestProject['config'];
  boundMemory({ config }, env);
  return config.execArgv;
}

test.each(['forks', 'vmForks'])('workers of %s are kept small', (pool) => {
  expect(argvOf(pool, ['--trace-warnings'])).toEqual(['--trace-warnings', '--max-semi-space-size=8']);
});

test.each(['threads', 'vmThreads', 'browser', './own-pool.ts'])('%s takes no flag of V8', (pool) => {
  expect(argvOf(pool)).toEqual([]);
});

test('what a project says itself stands', () => {
  expect(argvOf('forks', ['--max-semi-space-size=64'])).toEqual(['--max-semi-space-size=64']);
  expect(argvOf('forks', ['--min_semi_space_size=8'])).toEqual(['--min_semi_space_size=8']);
  expect(argvOf('forks', [], { NODE_OPTIONS: '--max-semi-space-size=64' })).toEqual([]);
});

/** How large the young generation of a process gets, in MB, in which much that was just made lives on for a while. */
function youngAfter(argv: string[] = []): number {
  const script = `
    import { getHeapSpaceStatistics } from 'node:v8';
    import { boundOwnMemory } from ${JSON.stringify(new URL('bound-memory.ts', import.meta.url).href)};
    let kept = [];
    for (let at = 0; at < 2e6; at += 1) {
      kept.push({ at, list: [at] });
      if (kept.length > 2e5) kept = [];
      if (at % 1e4 === 0) boundOwnMemory();
    }
    console.log(getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size / 2 ** 20);
  `;
  const args = ['--no-warnings', ...argv, '--input-type=module', '--eval', script];
  return Number(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

test('a process stays as small as its workers are started', () => {
  expect(youngAfter()).toBeLessThanOrEqual(32);
});

test('a process that says itself how its memory grows is left alone', () => {
  expect(youngAfter(['--max-semi-space-size=64'])).toBeGreaterThan(32);
});
