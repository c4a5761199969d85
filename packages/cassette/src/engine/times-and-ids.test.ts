import { expect, test } from 'vitest';
import { differInTimesAndIds } from './times-and-ids.ts';

const prompt = (content: string) => ({ model: 'm', messages: [{ role: 'system', content }] });

test.each([
  ['It is 2026-11-26T12:45:11.123Z.', 'It is 2026-11-26T12:45:11.045Z.'],
  ['It is 11/26/2026, 12:45:11 PM.', 'It is 11/26/2026, 12:45:12 PM.'],
  ['It is Thu Nov 26 2026 12:45:11 GMT+0000.', 'It is Thu Nov 26 2026 12:45:12 GMT+0000.'],
  ['at 1795697145415', 'at 1795697145372'],
  ['thread 2760bdc6-7bf5-4b27-8481-636a21362b11', 'thread 672e1df3-b418-48c8-80b3-623dd8601397'],
  ['nonce e623c1d6', 'nonce 9c84997a'],
  ['run_V1StGXR8Z5jdHi6B', 'run_k7fLq0sWm2Xc9RtYb'],
  ['ref h7x23iy6hfm', 'ref 8d2kq0v1m3z'],
])('%s and %s differ in times and ids alone', (before, after) => {
  expect(differInTimesAndIds(prompt(before), prompt(after))).toBe(true);
});

test.each([
  ['Pay 40 EUR.', 'Pay 400 EUR.'],
  ['Answer briefly. It is 2026-11-26T12:45:11.123Z.', 'Answer at length. It is 2026-11-26T12:45:11.045Z.'],
  ['order 4711', 'order 4712'],
  ['the same', 'the same'],
  ['model gpt-4o', 'model gpt-5.1'],
  ['with claude-3-5-sonnet-20240620', 'with claude-3-7-sonnet-20250219'],
  ['documentation', 'configuration'],
  ['at 2026-11-26T12:45:11Z', 'at noon'],
])('%s and %s do not', (before, after) => {
  expect(differInTimesAndIds(prompt(before), prompt(after))).toBe(false);
});
