import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import canonicalize from 'canonicalize';
import { expect, test } from 'vitest';
import { canonicalJson, Json, jsonSha256, sha256 } from './json.ts';
import { seededRandom } from './seeded-random.suite.ts';

test('D4.11: gives one digest to one value, whatever the order of its keys', () => {
  expect(jsonSha256({ a: 1, b: [true, null] })).toBe(jsonSha256({ b: [true, null], a: 1 }));
  expect(jsonSha256({ a: 1 })).toBe(sha256('{"a":1}'));
  expect(canonicalJson({ '\u20ac': 1, '\r': 2, '1': 3, '\ud83d\ude00': 1e21 })).toBe(
    '{"\\r":2,"1":3,"\u20ac":1,"\ud83d\ude00":1e+21}',
  );
});

test('gives a digest to what is more than a text can hold', () => {
  const text = 'a'.repeat(64 * 1024 * 1024 - 10);
  const list = Array<string>(9).fill(text);
  const value = { 'b"': list, a: [{}, [], { z: null, y: -0 }, 1e21, '\u20ac"'] };
  const expected = createHash('sha256').update('{"a":[{},[],{"y":0,"z":null},1e+21,"\u20ac\\""],"b\\"":[');
  for (const [index, item] of list.entries()) expected.update(`${index === 0 ? '' : ','}"${item}"`);
  expect(jsonSha256(value)).toBe(expected.update(']}').digest('hex'));
  expect(() => jsonSha256({ list, broken: '\ud800' })).toThrow();
}, 60_000);

test('writes values whose keys stand sorted as it writes others', () => {
  const random = seededRandom(7);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)];
  const make = (level: number): Json => {
    const kind = level === 0 ? 0 : Math.floor(random() * 3);
    if (kind === 0) return pick<Json>(['', 'a"\\\n\u20ac', 0, -0, 1e21, 1.5e-7, true, null]);
    const members = Array.from({ length: Math.floor(random() * 4) }, () => make(level - 1));
    if (kind === 1) return members;
    const keys = ['2', '10', 'a', 'b', 'B', '\u20ac', '\ud83d\ude00', '__proto__', ''];
    const named = members.map((member) => [pick(keys), member] as const);
    return Object.fromEntries(random() < 0.5 ? named : named.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  };
  for (let round = 0; round < 2000; round += 1) {
    const value = make(4);
    expect(canonicalJson(value)).toBe(canonicalize(value));
  }
  const odd = [
    Array<Json>(2),
    { toJSON: () => 1 },
    [new Date(0)],
    { a: undefined, b: 1 },
    runInNewContext('({ a: [1] })'),
  ];
  for (const value of odd as Json[]) expect(canonicalJson(value)).toBe(canonicalize(value));
});

test('refuses what RFC 8785 leaves out', () => {
  for (const value of [NaN, Infinity, '\ud800', undefined, 1n, [NaN], { a: '\ud800' }, { '\ud800': 1 }])
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

test('a list with holes is no JSON: it may claim any length', () => {
  const holes: unknown[] = [];
  holes[1e8] = 1;
  expect(Json.safeParse(holes).success).toBe(false);
  expect(Json.safeParse({ list: [undefined] }).success).toBe(false);
  expect(Json.safeParse([[], [1]]).success).toBe(true);
});
