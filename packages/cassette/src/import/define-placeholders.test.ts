import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { placeholderIn } from './define-placeholders.ts';

test.each([
  ['<API_BASE>/x', '<API_BASE>'],
  ['a<<<KEY>>/x', '<<<KEY>>'],
  ['<<lower><K>', '<K>'],
  ['<A<B>', '<B>'],
  ['<>', undefined],
])('the placeholder in %s', (text, placeholder) => {
  expect(placeholderIn(text)).toBe(placeholder);
});

// in quadratic time it never comes back: the bound ends it
test.each(['<', '<A', '<<', '>', 'A>', '<_'])(
  'is looked for in linear time among many of %s',
  (unit) => {
    const work = (): unknown => placeholderIn(unit.repeat(2_000_000));
    expect(runInNewContext('work()', { work }, { timeout: 30_000 })).toBeUndefined();
  },
  60_000,
);
