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
