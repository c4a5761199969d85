import { expect, it } from 'vitest';
import { contentKey } from './content-key.ts';
import { httpCall } from './http-call.ts';

const call = (body: Buffer, ignore: string[] = []) =>
  httpCall({ method: 'POST', url: 'http://api.test/', headers: [], body, effect: 'write' }, { ignore });

it('tells what was sent, as far as that is of a size to be kept', () => {
  expect(call(Buffer.from('{"a":1}')).sent()).toEqual({ received: { a: 1 } });
  expect(call(Buffer.of(255)).sent()).toEqual({ received: '/w==', encoding: 'base64' });
  expect(call(Buffer.alloc(4_000_000, 255)).sent()).toMatchObject({ encoding: 'base64' });
  expect(call(Buffer.alloc(4_000_001, 255)).sent()).toBeUndefined();
  expect(call(Buffer.alloc(4_000_001, 'a')).sent()).toBeUndefined();
});

it.each(['', '"[REDACTED:email:0123456789abcdef]",', '{"jsonrpc":"2.0","id":1,"method":"a"},'])(
  'compares what nests without end as text, after %j',
  (first) => {
    const deep = Buffer.from(`[${first}${'['.repeat(100_000)}${']'.repeat(100_000)}]`);
    const asked = call(deep, ['/0/id']);
    expect(contentKey(asked)).toBe(contentKey(call(deep)));
    expect(asked.content.body).toBeTypeOf('string');
    expect(asked.sent()?.received).toBeTypeOf('string');
  },
);
