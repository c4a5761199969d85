import { expect, it } from 'vitest';
import type { HttpTape } from './http-tape.ts';
import { askUnread, whenSlow } from './read-within.ts';

it('asks once about a request that has not ended, also where its tape asks before it is due', async () => {
  const asked: string[] = [];
  const unended: HttpTape['unended'] = new Set();
  const tape = {
    unended,
    refuseUnread({ url }: { url: string }) {
      asked.push(url);
      return new Error('refused');
    },
  } as unknown as HttpTape;
  const refusal = askUnread(tape, { method: 'POST', url: 'http://a.test/', headers: [] });
  const refused = new Promise<Error>((resolve) => void whenSlow(tape, refusal, () => true, resolve));
  for (const ask of unended) ask();
  expect(await refused).toMatchObject({ message: 'refused' });
  expect(refusal()).toBe(await refused);
  expect(asked).toEqual(['http://a.test/']);
  expect(unended.size).toBe(0);
});
