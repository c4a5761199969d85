import { expect, test } from 'vitest';
import { nearest } from './nearest.ts';

test('what is a few letters away is near, and nothing else', () => {
  expect(nearest('freze', ['prove', 'freeze', 'runs'])).toEqual(['freeze']);
  expect(nearest('HEADD', ['main', 'HEAD', 'develop'])).toEqual(['HEAD']);
  expect(nearest('caat', ['cats', 'cat', 'bat', 'boat', 'x'])).toEqual(['cat', 'bat', 'boat']);
  expect(nearest('xyz', ['freeze', 'ab'])).toEqual([]);
  expect(nearest('', ['freeze'])).toEqual([]);
});
