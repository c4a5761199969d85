import { expect, test } from 'vitest';
import { patchOperations } from './patch-operations.ts';

test.each([
  ['equal values', { a: [1, { b: null }] }, { a: [1, { b: null }] }, 0],
  ['a replaced leaf', { a: { b: 1 } }, { a: { b: 2 } }, 1],
  ['an added and a removed member', { a: 1 }, { b: 1 }, 2],
  ['a member that was set to null', { a: 1 }, { a: null }, 1],
  ['another kind of value', { a: [1, 2, 3] }, { a: { 0: 1 } }, 1],
  ['items put in between', [1, 2, 3], [1, 8, 9, 2, 3], 2],
  ['an item taken out of the middle', [1, 2, 3], [1, 3], 1],
  ['a change within an item', [{ id: 1, n: 1 }, { id: 2 }], [{ id: 1, n: 2 }, { id: 2 }], 1],
  ['a created value', null, { a: 1 }, 1],
  ['members that objects inherit', {}, { constructor: 1, __proto__: null }, 1],
])('counts the operations of a patch: %s', (_, from, to, expected) => {
  expect(patchOperations(from, to)).toBe(expected);
  expect(patchOperations(to, from)).toBe(expected);
});
