import { expect, test } from 'vitest';
import type { Json } from '../json.ts';
import { normalize } from './normalize.ts';
import { isSameValue } from './same-value.ts';

test('tells whole values apart', () => {
  expect(isSameValue({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true);
  expect(isSameValue({ a: 1 }, { a: 1, b: 2 })).toBe(false);
  expect(isSameValue([1], { 0: 1 })).toBe(false);
  expect(isSameValue([], null)).toBe(false);
});

const list = (count: number, last: Json = count - 1): Json[] => [
  ...Array.from({ length: count - 1 }, (_, index) => index),
  last,
];

test.each<[string, Json, Json]>([
  ['a text', { id: 1, text: 'x'.repeat(99), n: 2 }, { id: 1, text: 'y'.repeat(99), n: 2 }],
  ['a list', list(90), list(90, 'other')],
  ['a list within one', { one: list(90), two: 1 }, { one: list(90), two: 2 }],
  ['what is deep', deep('a'), deep('b')],
])('does not tell apart what differs only where %s was cut, in any order', (_, one, other) => {
  const cut = (value: Json): Json => normalize(value, { maxText: 40, maxValues: 50 });
  for (const [a, b] of [
    [cut(one), cut(other)],
    [cut(one), other],
    [one, cut(other)],
    [cut(one), cut(one)],
  ] as const)
    expect(isSameValue(a, b)).toBe(undefined);
});

test('tells apart what differs in what was kept', () => {
  const cut = (value: Json): Json => normalize(value, { maxText: 40, maxValues: 50 });
  const text = 'x'.repeat(99);
  expect(isSameValue(cut({ id: 1, text }), { id: 2, text })).toBe(false);
  expect(isSameValue(cut({ id: 1, text }), { id: 1, text, more: 1 })).toBe(undefined);
  expect(isSameValue(cut({ text, id: 1 }), { text, id: 1, more: 1 })).toBe(false);
  expect(isSameValue(cut(list(90)), ['other', ...list(89)])).toBe(false);
  expect(isSameValue(cut(list(90)), list(20))).toBe(false);
  expect(isSameValue(cut({ text }), 'small')).toBe(false);
});

function deep(end: Json): Json {
  return Array.from({ length: 250 }).reduce<Json>((inner) => [inner], end);
}
