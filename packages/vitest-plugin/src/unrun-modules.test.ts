import type { SerializedError } from 'vitest/node';
import { expect, test } from 'vitest';
import { unstartedModules } from './unrun-modules.ts';

test.each<[SerializedError[], string]>([
  [[], 'Vitest does not say why'],
  [[{ message: 'outer' }], 'outer'],
  [[{ message: 'outer', cause: { message: 'inner\nand more' } }], 'inner'],
  [[{ message: 'outer', cause: 'a text' }], 'outer'],
  [[{ message: 'outer', cause: 7 }], 'outer'],
])('a module whose worker does not start has a cause, whatever was thrown: %j', (unhandled, cause) => {
  expect(unstartedModules(['/a.js'], { modules: [], unhandled })).toEqual([
    { file: '/a.js', cause: `the worker of its module did not start: ${cause}` },
  ]);
});
