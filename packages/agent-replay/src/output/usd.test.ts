import { expect, test } from 'vitest';
import { usdText } from './usd.ts';

test.each([
  [0.1 + 0.2, '0.3 USD'],
  [12, '12 USD'],
  [0.000001, '0.000001 USD'],
  [1e-7, 'less than 0.000001 USD'],
  [0, '0 USD'],
  [-0, '0 USD'],
])('%d dollars read %s', (usd, text) => {
  expect(usdText(usd)).toBe(text);
});
