import { isDeepStrictEqual } from 'node:util';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { canonicalJson, isJson } from '../json.ts';
import { normalize } from './normalize.ts';
import { revive } from './revive.ts';

class Point {
  x = 1;
  #hidden = 2;
  sum(): number {
    return this.x + this.#hidden;
  }
}
class Money {
  toJSON(): string {
    return '12.50 EUR';
  }
}

test.each<[string, unknown, unknown]>([
  ['undefined', undefined, null],
  ['undefined in a list and an object', { a: undefined, b: [undefined] }, { b: [null] }],
  ['NaN', NaN, { $number: 'NaN' }],
  ['infinity', [-Infinity], [{ $number: '-Infinity' }]],
  ['negative zero', -0, 0],
  ['a bigint', 10n ** 20n, '100000000000000000000'],
  ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
  ['an invalid date', new Date(NaN), 'invalid date'],
  ['a date of another realm', runInNewContext('new Date(0)'), '1970-01-01T00:00:00.000Z'],
  ['a map with text keys', new Map([['a', new Map()]]), { a: {} }],
  [
    'a map with other keys',
    new Map<unknown, unknown>([
      [1, 'x'],
      [{ k: 1 }, 2n],
    ]),
    [
      [1, 'x'],
      [{ k: 1 }, '2'],
    ],
  ],
  ['a set', new Set([1, new Set(['x'])]), [1, ['x']]],
  ['a buffer', Buffer.from('hi'), { $bytes: 'aGk=' }],
  ['a view', new Uint16Array([1, 2]).subarray(1), { $bytes: 'AgA=' }],
  ['an array buffer', new Uint8Array([255]).buffer, { $bytes: '/w==' }],
  ['a function', function charge() {}, { $function: 'charge' }],
  ['a symbol', Symbol('s'), { $symbol: 's' }],
  [
    'an error',
    new TypeError('bad', { cause: new Error('why') }),
    {
      $error: {
        class: 'TypeError',
        message: 'bad',
        code: null,
        cause: { class: 'Error', message: 'why', code: null, cause: null },
      },
    },
  ],
  ['an address', new URL('https://example.com/a'), 'https://example.com/a'],
  ['a regular expression', /a+/gi, '/a+/gi'],
  ['a class instance', new Point(), { x: 1 }],
  ['an object with toJSON', [new Money()], ['12.50 EUR']],
  ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  ['a promise', Promise.resolve(1), { $object: 'Promise' }],
  ['boxed values', [Object('x'), Object(1n)], ['x', '1']],
  ['a lone surrogate', { '\uD800': '\uDC00' }, { '\uFFFD': '\uFFFD' }],
  ['sparse lists', Object.assign([], { 1: 1 }), [null, 1]],
])('D10: writes %s as documented', (_, value, json) => {
  expect(normalize(value)).toEqual(json);
});

test('D10: names the place that a circle leads back to, and repeats what is merely shared', () => {
  const shared = { s: 1 };
  const value: Record<string, unknown> = { 'a/b': [shared, shared] };
  (value['a/b'] as unknown[]).push(value, value['a/b']);
  expect(normalize(value)).toEqual({
    'a/b': [{ s: 1 }, { s: 1 }, { $circular: '' }, { $circular: '/a~1b' }],
  });
});

test('keeps an own key "__proto__" as data', () => {
  const json = normalize(JSON.parse('{"__proto__": {"admin": true}}'));
  expect(Object.entries(json as object)).toEqual([['$__proto__', { admin: true }]]);
});

/** Gives more of itself whatever it is asked for. */
const endless = (target: object, keys: string[], isAsked: () => void): object =>
  new Proxy(target, {
    ownKeys: () => keys,
    getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }),
    get: (_, key) => {
      if (typeof key === 'symbol' || key === 'toJSON') return undefined;
      isAsked();
      return key === 'length' ? 2 ** 32 - 1 : endless(target, keys, isAsked);
    },
  });

test.each([
  ['an object', {}],
  ['a list', []],
] as const)('asks a proxy without an end, as %s, for 10,000 values and no more', (_, target) => {
  let asked = 0;
  const json = normalize({ first: endless(target, ['a', 'b'], () => (asked += 1)), last: 'kept' });
  expect(JSON.stringify(json)).toContain('{"$truncated":"size"}');
  expect(json).toMatchObject({ last: 'kept' });
  // A list is asked for its length, too.
  expect(asked).toBeLessThanOrEqual(2 * 10_000 + 200);
});

const rows = Array.from({ length: 12_000 }, (_, id) => ({ id, tags: ['a', `b${id}`] }));
const table = Object.fromEntries(rows.map((row) => [`row${row.id}`, row]));

/** As reactive stores and drafts do it: each thing within is given as a proxy of its own. */
const reactive = <T extends object>(target: T): T =>
  new Proxy(target, {
    get: (owner, key, receiver) => {
      const value: unknown = Reflect.get(owner, key, receiver);
      return typeof value === 'object' && value !== null ? reactive(value) : value;
    },
  });

test.each<[string, object, object]>([
  ['a list', new Proxy(rows, {}), rows],
  ['an object', new Proxy(table, {}), table],
  ['a list all the way down', reactive(rows), rows],
  ['an object all the way down', reactive(table), table],
  [
    'getters',
    Object.defineProperties(
      {},
      Object.fromEntries(
        Object.entries(table).map(([key, row]) => [key, { enumerable: true, get: () => row }]),
      ),
    ),
    table,
  ],
])('takes what a proxy or getters give whole, as large as it is: %s', (_, given, plain) => {
  expect(isDeepStrictEqual(normalize(given), plain)).toBe(true);
});

test('after what has no end, keeps what is plain, and marks what else it would have to ask for', () => {
  const json = normalize([
    endless({}, ['a', 'b'], () => {}),
    'plain',
    { also: ['plain'] },
    new Proxy([1], {}),
  ]);
  expect((json as unknown[]).slice(1)).toEqual(['plain', { also: ['plain'] }, { $truncated: 'size' }]);
});

test('passes over what a proxy hides, however many', () => {
  const hidden = Array.from({ length: 20_000 }, (_, at) => [`hidden${at}`, { value: at, enumerable: false }]);
  const target = Object.defineProperties({}, Object.fromEntries(hidden));
  expect(normalize(new Proxy(Object.assign(target, { shown: 1 }), {}))).toEqual({ shown: 1 });
});

test('asks getters without an end for 10,000 values and no more', () => {
  let asked = 0;
  class Endless {
    declare a: Endless;
    declare b: Endless;
    constructor() {
      for (const key of ['a', 'b'])
        Object.defineProperty(this, key, {
          enumerable: true,
          get: () => {
            asked += 1;
            return new Endless();
          },
        });
    }
  }
  expect(JSON.stringify(normalize(new Endless()))).toContain('{"$truncated":"size"}');
  expect(asked).toBe(10_000);
});

test('a proxy is no JSON, and a value that holds one neither', () => {
  expect(isJson([new Proxy([], { get: () => 2 ** 32 - 1 })])).toBe(false);
});

test('never throws, whatever it is given, and always gives canonical JSON', () => {
  const refuse = (): never => {
    throw new RangeError('no');
  };
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const hostile: unknown[] = [
    {
      get a(): never {
        return refuse();
      },
      b: 1,
    },
    { toJSON: refuse },
    new Proxy({}, { get: refuse, ownKeys: refuse, getPrototypeOf: refuse }),
    new Proxy([], { get: refuse }),
    revoked.proxy,
    new (class extends Map {
      override forEach = refuse;
      override entries = refuse;
    })([['a', 1]]),
    {
      toJSON(): unknown {
        return this;
      },
    },
    {
      toJSON(): unknown {
        return { toJSON: this.toJSON };
      },
    },
    new WeakMap(),
    globalThis,
    process.env,
    Symbol.iterator,
    Math,
    Object.defineProperty(() => 1, 'name', { value: 2 }),
  ];
  for (const value of hostile) expect(() => canonicalJson(normalize(value))).not.toThrow();
  expect(normalize(hostile[0])).toEqual({ a: { $unreadable: 'RangeError: no' }, b: 1 });
  expect(normalize(hostile[1])).toEqual({ $unreadable: 'RangeError: no' });
});

test('bounds depth and size', () => {
  let deep: unknown = 1;
  for (let level = 0; level < 10_000; level += 1) deep = [deep];
  expect(JSON.stringify(normalize(deep))).toBe(`${'['.repeat(200)}{"$truncated":"depth"}${']'.repeat(200)}`);
  expect((normalize(Object.assign([], { length: 4e9 })) as unknown[]).length).toBe(1_000_000);
  let wide: unknown = 1;
  for (let level = 0; level < 40; level += 1) wide = [wide, wide];
  expect(JSON.stringify(normalize(wide))).toContain('{"$truncated":"size"}');
});

test('revives what it kept apart', () => {
  const values = [
    undefined,
    NaN,
    10n,
    new Date(0),
    new URL('https://example.com/'),
    new Map<unknown, unknown>([[1, { a: undefined }]]),
    new Set([2n]),
    Buffer.from('hi'),
    new Float32Array([1.5]),
    { $date: 'not a tag' },
    { $literal: 1 },
    { a: [null, 'x', { $set: [1], b: 2 }] },
  ];
  const json = JSON.parse(JSON.stringify(normalize(values, { revivable: true })));
  expect(revive(json)).toEqual(values);
  expect(Buffer.isBuffer((revive(json) as unknown[])[7])).toBe(true);
  const error = revive(
    normalize(Object.assign(new TypeError('bad', { cause: new Error('why') }), { code: 'E1' }), {
      revivable: true,
    }),
  ) as Error;
  expect(error).toMatchObject({ name: 'TypeError', message: 'bad', code: 'E1', cause: { message: 'why' } });
});

test('leaves a tag alone that does not hold what it should', () => {
  const broken = [{ $bigint: 'x' }, { $url: 'nowhere' }, { $map: 7 }, { $bytes: 1 }, { $error: null }];
  expect(revive(broken as never)).toEqual(broken);
});

test('keeps so much text and no more, whatever else there is', () => {
  const cut = { $truncated: 'size' };
  const value = { a: 'x'.repeat(6), b: 'y'.repeat(6), c: 'zzzz', d: [Buffer.alloc(3), 1] };
  expect(normalize(value, { maxText: 10 })).toEqual({ a: value.a, b: cut, c: 'zzzz', d: [cut, 1] });
  expect(normalize(value, { maxText: 20 })).toEqual({
    ...value,
    d: [{ $bytes: 'AAAA' }, 1],
  });
  expect(normalize({ a: new Uint8Array(100) }, { maxText: 10 })).toEqual({ a: cut });
});

test('keeps so many values and no more, and looks at no others', () => {
  let reads = 0;
  const item = (): object =>
    Object.defineProperty({}, 'x', { enumerable: true, get: () => ((reads += 1), 7) });
  const items = Array.from({ length: 1000 }, item);
  const cut = { $truncated: 'size' };
  expect(normalize(items, { maxValues: 5 })).toEqual([{ x: 7 }, { x: 7 }, cut]);
  expect(normalize(Object.fromEntries(items.entries()), { maxValues: 5 })).toEqual({
    0: { x: 7 },
    1: { x: 7 },
    2: cut,
  });
  expect(reads).toBeLessThan(10);
});
