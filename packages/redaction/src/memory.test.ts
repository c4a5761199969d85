import { expect, test } from 'vitest';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createMemory, remembered } from './memory.ts';
import { createRedactor } from './redactor.ts';

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

test('a name is looked at once, and a long one each time', () => {
  const seen: string[] = [];
  const look = remembered((name) => void seen.push(name));
  for (const name of ['a', 'b', 'a', 'x'.repeat(121), 'x'.repeat(121), 'b']) look(name);
  expect(seen).toEqual(['a', 'b', 'x'.repeat(121), 'x'.repeat(121)]);
  for (let name = 0; name < 20_000; name += 1) look(`n${name}`);
  look('a');
  expect(seen.at(-1)).toBe('a');
});

test('what is remembered of long names, and of names in long texts, stays small', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const redactor = createRedactor({ key: 'k', environment: {} });
  const read = (from: number, to: number): number => {
    for (let at = from; at < to; at += 1) {
      const long = `${at}`.padEnd(50_000, 'x');
      redactor.text(JSON.stringify({ [`k${long}`]: 1 }));
      redactor.text(`a_name_of_${at}_password_word=1 ${long}`);
    }
    collect();
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = read(0, 200);
  expect(read(200, 1200) - before).toBeLessThan(25_000_000);
});
