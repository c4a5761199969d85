import { expect, test } from 'vitest';
import { compiled, testOf } from './compiled.ts';

test('an expression matches as before once it is compiled', () => {
  for (const flags of ['', 'g', 'y', 'gm', 'iu']) {
    const pattern = compiled(new RegExp('ab|^\\s*$', flags));
    expect([pattern.lastIndex, pattern.exec('ab')?.[0]]).toEqual([0, 'ab']);
  }
  const half = /b/g;
  half.lastIndex = 2;
  expect(compiled(half).exec('abab')?.index).toBe(3);
});

test('a test says at every call what its expression says', () => {
  const isNumber = testOf(/^\d+$/);
  expect(['1', 'a', '22', ''].map(isNumber)).toEqual([true, false, true, false]);
});
