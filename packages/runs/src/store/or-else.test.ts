import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { orElse } from './or-else.ts';

it('gives at once what an attempt gives at once, or what is made of its failure', () => {
  const fail = (): string => {
    throw new Error('in the way');
  };
  expect(orElse(() => 'given', String)).toBe('given');
  expect(orElse(fail, String)).toBe('Error: in the way');
});

it('makes the same of a promise that fails, also of another realm such as Jest makes', async () => {
  const foreign = (): Promise<string> =>
    runInNewContext('Promise.reject(new Error("in the way"))') as Promise<string>;
  for (const attempt of [foreign, async () => foreign()])
    expect(await orElse(attempt, String)).toBe('Error: in the way');
});
