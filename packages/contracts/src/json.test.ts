import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { canonicalJson, Json, jsonSha256, sha256 } from './json.ts';

test('D4.11: gives one digest to one value, whatever the order of its keys', () => {
  expect(jsonSha256({ a: 1, b: [true, null] })).toBe(jsonSha256({ b: [true, null], a: 1 }));
  expect(jsonSha256({ a: 1 })).toBe(sha256('{"a":1}'));
  expect(canonicalJson({ '\u20ac': 1, '\r': 2, '1': 3, '\ud83d\ude00': 1e21 })).toBe(
    '{"\\r":2,"1":3,"\u20ac":1,"\ud83d\ude00":1e+21}',
  );
});

test('refuses what RFC 8785 leaves out', () => {
  for (const value of [NaN, Infinity, '\ud800', undefined, 1n])
    expect(() => canonicalJson(value as Json)).toThrow();
});

test('takes what JSON can hold, from any realm, and nothing else', () => {
  const good = [
    null,
    'x',
    -1.5,
    true,
    [],
    {},
    { a: [{ b: null }] },
    Object.create(null),
    runInNewContext('({ a: [1] })'),
  ];
  const loop: unknown[] = [];
  loop.push(loop, loop);
  const bad = [
    undefined,
    NaN,
    Infinity,
    1n,
    () => 1,
    Symbol('s'),
    new Date(),
    new Map(),
    { a: undefined },
    [undefined],
    loop,
  ];
  expect(good.map((value) => Json.safeParse(value).success)).toEqual(good.map(() => true));
  expect(bad.map((value) => Json.safeParse(value).success)).toEqual(bad.map(() => false));
});
