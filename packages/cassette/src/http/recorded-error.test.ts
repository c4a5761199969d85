import { RecordedError } from '@agent-replay/contracts';
import { expect, it } from 'vitest';
import { fromRecordedError, toRecordedError } from './recorded-error.ts';

const refuse = (): never => {
  throw new Error('no');
};
const proxy = new Proxy({}, { get: refuse, has: refuse, getPrototypeOf: refuse, ownKeys: refuse });
const revoked = Proxy.revocable([], {});
revoked.revoke();
const unread = Object.defineProperties(new Error('x'), {
  message: { get: refuse },
  name: { get: refuse },
  code: { get: refuse },
  cause: { get: refuse },
  errors: { get: refuse },
});

it.each([
  ['no prototype', Object.create(null)],
  ['getters that throw', unread],
  ['a proxy that throws', proxy],
  ['a proxy that was revoked', revoked.proxy],
  ['a text of its own that throws', { toString: refuse, toJSON: refuse }],
  ['a symbol', Symbol('s')],
])('describes what has %s, by itself and among others', (_, thrown) => {
  const collected = Object.assign(new Error('many'), { errors: [thrown, 'text'], cause: thrown });
  for (const each of [thrown, collected, Object.assign(new Error('list'), { errors: thrown })])
    expect(RecordedError.safeParse(toRecordedError(each)).success).toBe(true);
  const { message, errors } = toRecordedError(collected);
  expect([message, errors?.length, errors?.[1]?.message]).toEqual(['many', 2, 'text']);
});

it('reads a list with holes, and keeps sixteen', () => {
  // oxlint-disable-next-line no-sparse-arrays
  const errors = toRecordedError(Object.assign(new Error('x'), { errors: [, new Error('a')] })).errors;
  expect(errors?.map(({ message }) => message)).toEqual(['undefined', 'a']);
  const many = Array.from({ length: 40 }, () => new Error('a'));
  expect(toRecordedError(new AggregateError(many)).errors).toHaveLength(16);
});

it('makes an error again with its causes', () => {
  const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', errno: -111 });
  const again = fromRecordedError(toRecordedError(new TypeError('fetch failed', { cause })));
  expect(again).toMatchObject({
    name: 'TypeError',
    message: 'fetch failed',
    cause: { code: 'ECONNREFUSED', errno: -111 },
  });
});
