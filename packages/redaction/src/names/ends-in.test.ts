import { expect, test } from 'vitest';
import { fakes } from '../corpora/fake.suite.ts';
import { endsIn } from './ends-in.ts';

test('a name ends in a part as the one expression of all parts says', () => {
  const parts = ['ab', 'a_?b?c', '[bc]a', '(?:x|y_)?ca', 'b\\w+a', 'é'];
  const whole = new RegExp(`(?:^|_)(?:${parts.join('|')})(?:_?\\d)?$`);
  const isEnd = endsIn(parts, '(?:_?\\d)?');
  let ends = 0;
  for (let seed = 0; seed < 4000; seed += 1) {
    const name = fakes(`ends ${seed}`).of('abcxy_1é', 6);
    if (whole.test(name)) ends += 1;
    expect(isEnd(name), name).toBe(whole.test(name));
  }
  expect(ends).toBeGreaterThan(100);
});
