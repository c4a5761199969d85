import { expect, test } from 'vitest';
import { headsOf } from './heads.ts';
import { SHAPES } from './rules/vendor-shapes.ts';

test.each([
  ['sk-ant-', [['s', 'k']]],
  ['s[ks]-', [['s', 'ks']]],
  [
    '(?:hf|api_org)_',
    [
      ['h', 'f'],
      ['a', 'p'],
    ],
  ],
  [
    'a?bc',
    [
      ['b', 'c'],
      ['a', 'b'],
    ],
  ],
  [
    '[a-c]{1,2}x',
    [
      ['abc', 'x'],
      ['abc', 'abc'],
    ],
  ],
  ['(?<![A-Za-z])\\$2(?:a|b)', [['$', '2']]],
  ['A{20,24}', [['A', 'A']]],
  ['[.a-b]z', [['.ab', 'z']]],
])('%s begins with %j', (source, heads) => {
  expect(headsOf(source, 2)).toEqual(heads);
});

test('every shape begins with two characters that are known', () => {
  for (const [kind, source] of SHAPES)
    for (const head of headsOf(source, 2)) {
      expect(head, kind).toHaveLength(2);
      for (const set of head) expect(set, kind).toMatch(/^[\w$./{}:|%~=+-]+$/);
    }
});
