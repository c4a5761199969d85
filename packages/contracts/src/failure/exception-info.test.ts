import { EventEmitter } from 'node:events';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { ExceptionInfo } from '../event.ts';
import { toExceptionInfo } from './exception-info.ts';

class OrderLost extends Error {}

test('keeps class, message, code, stack and causes', () => {
  const cause = Object.assign(new TypeError('inner'), { code: 'E_INNER' });
  const info = toExceptionInfo(new OrderLost('outer', { cause }));
  expect(info).toMatchObject({
    class: 'OrderLost',
    message: 'outer',
    code: null,
    cause: { class: 'TypeError', message: 'inner', code: 'E_INNER', cause: null },
  });
  expect(info.stack).toContain('exception-info.test');
  expect(info.stack_sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(ExceptionInfo.safeParse(info).success).toBe(true);
});

test('C5: takes the name that a class was given before the name of the class', () => {
  class E extends Error {
    override name = 'RateLimited';
  }
  expect(toExceptionInfo(new E('x')).class).toBe('RateLimited');
  expect(toExceptionInfo(new DOMException('stop', 'AbortError')).class).toBe('AbortError');
  expect(toExceptionInfo(runInNewContext('new RangeError("far")')).class).toBe('RangeError');
});

test.each<[unknown, string, string]>([
  ['text', 'string', 'text'],
  [42, 'number', '42'],
  [null, 'null', 'null'],
  [undefined, 'undefined', 'undefined'],
  [Symbol('s'), 'symbol', 'Symbol(s)'],
  [10n, 'bigint', '10'],
  [{ code: 'E1', message: 'plain' }, 'Object', 'plain'],
  [{ a: 1 }, 'Object', '{"a":1}'],
  [Object.create(null), 'object', '{}'],
  [{ code: 7, big: 1n }, 'Object', '{"code":7,"big":"1"}'],
  [circular(), 'Object', '{"code":7,"self":"[seen above]"}'],
])('describes a thrown %o', (thrown, type, message) => {
  expect(toExceptionInfo(thrown)).toMatchObject({ class: type, message, cause: null });
});

test('survives getters and proxies that throw', () => {
  const hostile = {
    get message(): string {
      throw new Error('no');
    },
    get stack(): string {
      throw new Error('no');
    },
    get name(): string {
      throw new Error('no');
    },
    get cause(): string {
      throw new Error('no');
    },
    toJSON(): string {
      throw new Error('no');
    },
  };
  const refuse = (): never => {
    throw new Error('no');
  };
  const proxy = new Proxy({}, { get: refuse, has: refuse, getPrototypeOf: refuse, ownKeys: refuse });
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const collected = Object.assign(new Error('x'), { errors: revoked.proxy });
  for (const thrown of [hostile, proxy, revoked.proxy, collected]) {
    expect(ExceptionInfo.safeParse(toExceptionInfo(thrown)).success).toBe(true);
  }
});

test("takes an error of another realm out of what Node's emitters wrap it in", () => {
  const error = runInNewContext("new RangeError('lost')") as Error;
  const thrown = (value: unknown): unknown => {
    try {
      return new EventEmitter().emit('error', value);
    } catch (wrapped) {
      return wrapped;
    }
  };
  expect(toExceptionInfo(thrown(error))).toMatchObject({ class: 'RangeError', message: 'lost' });
  expect(toExceptionInfo(thrown({ a: 1 }))).toMatchObject({ code: 'ERR_UNHANDLED_ERROR' });
});

test('ends circular and endless chains of causes', () => {
  const loop = new Error('a');
  loop.cause = new Error('b', { cause: loop });
  expect(toExceptionInfo(loop).cause?.cause).toBeNull();
  let deep = new Error('0');
  for (let n = 1; n < 100; n += 1) deep = new Error(String(n), { cause: deep });
  let length = 0;
  for (let at: ExceptionInfo | null = toExceptionInfo(deep); at !== null; at = at.cause) length += 1;
  expect(length).toBe(8);
});

test('takes the first of collected errors for the cause', () => {
  expect(toExceptionInfo(new AggregateError([new Error('first'), new Error('second')])).cause?.message).toBe(
    'first',
  );
});

test('bounds what it keeps, in well-formed Unicode', () => {
  const info = toExceptionInfo(new Error(`\uD800${'💥'.repeat(100_000)}`));
  expect(info.message.length).toBeLessThanOrEqual(4000);
  expect(info.stack?.length).toBeLessThanOrEqual(16_000);
  expect(info.message.isWellFormed() && info.stack?.isWellFormed()).toBe(true);
});

function circular(): object {
  const value: Record<string, unknown> = { code: 7 };
  value['self'] = value;
  return value;
}
