import type { Json } from '@agent-replay/contracts';
import { expect, test } from 'vitest';
import { countParts, shrinkJson } from './shrink-json.ts';

const payload: Json = {
  a: 1,
  prompt: 'one\ntwo\nthree\n',
  list: [
    { id: 1, x: 'y' },
    { id: 2, x: 'y' },
  ],
  deep: { er: { key: true } },
};

test('members, items and lines that are not needed are left out at every level', async () => {
  const needs = async (value: Json): Promise<boolean> => {
    const { prompt, list } = value as { prompt?: string; list?: { id?: number }[] };
    return prompt?.includes('two') === true && list?.some(({ id }) => id === 2) === true;
  };
  expect(await shrinkJson(payload, needs, () => true)).toEqual({ prompt: 'two\n', list: [{ id: 2 }] });
});

test('every part is counted', () => {
  expect(countParts(payload)).toBe(15);
  expect(countParts('one line')).toBe(0);
});
