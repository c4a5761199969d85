import { RecordedError } from '@agent-replay/contracts';
import { expect, it } from 'vitest';
import { fromRecordedError, toRecordedError, toThrownError } from './recorded-error.ts';

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

class QuotaError extends Error {
  override name = 'QuotaError';
  status = 429;
  code = 11_000;
  retryable = true;
  request = { headers: { authorization: 'x' } };
  response = { status: 429, statusText: 'Slow down', data: { large: true } };
  get shown() {
    return 'a getter of the class is none of its own';
  }
}

it('gives what a tool threw its own fields again, and the class where it is one of the language', () => {
  const thrown = Object.assign(new RangeError('too far', { cause: new QuotaError('quota') }), { at: 'n' });
  const recorded = RecordedError.parse(JSON.parse(JSON.stringify(toThrownError(thrown))));
  expect(recorded).toEqual({
    name: 'RangeError',
    message: 'too far',
    cause: {
      name: 'QuotaError',
      message: 'quota',
      fields: {
        status: 429,
        code: 11_000,
        retryable: true,
        response: { status: 429, statusText: 'Slow down' },
      },
    },
    fields: { at: 'n' },
  });
  const again = fromRecordedError(recorded);
  expect(again).toBeInstanceOf(RangeError);
  expect(again).toMatchObject({ name: 'RangeError', message: 'too far', at: 'n' });
  const { cause } = again as Error & { cause: Error };
  expect(Object.keys(cause).toSorted()).toEqual(['code', 'response', 'retryable', 'status']);
  expect(cause).toMatchObject({ name: 'QuotaError', status: 429, code: 11_000 });
});

it('describes what a tool threw, whatever it is', () => {
  for (const thrown of [proxy, revoked.proxy, unread, null, 'text', Object.create(null)])
    expect(RecordedError.safeParse(toThrownError(thrown)).success).toBe(true);
});

it('lets no field of a tape take the place of what an error is', () => {
  const fields = JSON.parse(
    '{ "__proto__": { "status": 1 }, "message": "other", "stack": 1, "toString": 1, "status": 2 }',
  );
  const error = fromRecordedError({ name: 'E', message: 'm', fields });
  expect(String(error)).toBe('E: m');
  expect(error).toMatchObject({ message: 'm', status: 2 });
  expect(error).toBeInstanceOf(Error);
  expect(typeof error.stack).toBe('string');
});
