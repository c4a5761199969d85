import { expect, test } from 'vitest';
import { isInert } from './is-inert.ts';

const around: Record<string, unknown> = {};
around['self'] = around;
const getter = (): object => Object.defineProperty({}, 'total', { get: () => 6, enumerable: true });

const INERT: Record<string, unknown> = {
  nothing: undefined,
  'a text': 'text',
  JSON: { total: 6, list: [1, { deep: null }] },
  'an object that inherits nothing': Object.assign(Object.create(null), { total: 6 }),
};
const OTHERS: Record<string, unknown> = {
  'a getter': getter(),
  'a getter under a symbol': { [Symbol('s')]: getter() },
  'a setter': Object.defineProperty({}, 'total', { set: Boolean }),
  'a method': [{ toJSON: () => 6 }],
  'a proxy': new Proxy({}, {}),
  'a list that is a proxy': [new Proxy([], {})],
  'an object of a class': new Date(0),
  'a list of a class': Object.setPrototypeOf([], null),
  'an object that inherits a getter': Object.create(getter()),
  'an object within itself': around,
  'a long list': Array.from({ length: 1000 }, () => 0),
  'many lists': Array.from({ length: 40 }, () => [0]),
};

test.each(Object.keys(INERT))('%s runs no code when it is read', (name) => {
  expect(isInert(INERT[name])).toBe(true);
});

test.each(Object.keys(OTHERS))('%s may, or is more than is looked at', (name) => {
  expect(isInert(OTHERS[name])).toBe(false);
});
