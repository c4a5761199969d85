import { expect, test } from 'vitest';
import { minutesText } from './minutes.ts';

test.each([
  [0, '0.0 min'],
  [0.001, 'less than 0.1 min'],
  [0.37, '0.4 min'],
  [119.9, '119.9 min'],
  [120, '2.0 h'],
  [2880, '2.0 days'],
])('%d minutes read as %s', (minutes, text) => {
  expect(minutesText(minutes)).toBe(text);
});
