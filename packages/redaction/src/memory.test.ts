import { expect, test } from 'vitest';
import { createMemory } from './memory.ts';

test('what was put in comes out, and nothing else', () => {
  const memory = createMemory<number>(1000);
  memory.set('a lone \ud800 surrogate', 1);
  expect(memory.get('a lone \ud800 surrogate')).toBe(1);
  expect(memory.get('a lone surrogate')).toBeUndefined();
});

test('what was not asked for lately goes first', () => {
  const memory = createMemory<number>(1000);
  const text = (index: number): string => `${index}`.padEnd(100, '.');
  memory.set(text(0), 0);
  for (let index = 1; index < 40; index += 1) {
    memory.set(text(index), index);
    expect(memory.get(text(0))).toBe(0);
  }
  expect(memory.get(text(39))).toBe(39);
  expect(memory.get(text(1))).toBeUndefined();
});
