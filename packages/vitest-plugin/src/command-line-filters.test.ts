import { expect, test } from 'vitest';
import { commandLineFilters } from './command-line-filters.ts';

const VITEST = ['node', '/project/node_modules/vitest/vitest.mjs'];

test.each([
  { args: ['run'], filters: [] },
  { args: ['run', '-t', 'left_report'], filters: [] },
  { args: ['run', '--tags-filter', 'critical', 'payments'], filters: ['payments'] },
  { args: ['fixtures/payments', '--pool=threads', 'orders'], filters: ['fixtures/payments', 'orders'] },
  { args: ['list', 'payments'], filters: ['payments'] },
  { args: ['related', 'src/agent.ts'], filters: [] },
])('tells the filters of "vitest $args" from the values of options', async ({ args, filters }) => {
  expect(await commandLineFilters([...VITEST, ...args])).toEqual(filters);
});

test('takes nothing from the command line of another program', async () => {
  expect(await commandLineFilters(['node', '/editor/worker.js', 'payments'])).toEqual([]);
});
