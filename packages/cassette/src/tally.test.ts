import { expect, test } from 'vitest';
import { append, createTally } from './tally.ts';

test('what is added is there, whatever all lists inherit', () => {
  const seen: unknown[] = [];
  const undo = [
    change('push', { value: () => 0 }),
    change('0', { set: (item) => seen.splice(0, 1, item) as never }),
  ];
  const list: string[] = [];
  append(list, 'a miss');
  for (const each of undo) each();
  expect([list, seen]).toEqual([['a miss'], []]);
});

test('a list that somebody got hold of and emptied is no ledger', () => {
  const tally = createTally<string>();
  tally.add('a miss');
  const undo = change('slice', {
    value(this: unknown[]) {
      this.length = 0;
      return [];
    },
  });
  tally.all();
  undo();
  expect(() => tally.all()).toThrow('1 refusals were counted and 0 kept');
});

/** Puts something in the place of what all lists inherit; returns what puts it back. */
function change(key: string, property: PropertyDescriptor): () => void {
  const before = Reflect.getOwnPropertyDescriptor(Array.prototype, key);
  Reflect.defineProperty(Array.prototype, key, { ...property, configurable: true });
  return () => {
    Reflect.deleteProperty(Array.prototype, key);
    if (before !== undefined) Reflect.defineProperty(Array.prototype, key, before);
  };
}
