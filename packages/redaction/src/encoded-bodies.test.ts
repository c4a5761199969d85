import { expect, test } from 'vitest';
import { BODIES } from './encoded-bodies.suite.ts';
import { createRedactor, type Redactor } from './index.ts';

const fresh = (): Redactor => createRedactor({ key: 'a key', environment: {} });
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const SIZE = 50_000;
const LARGE = 400_000;

test.each(Object.entries(BODIES))('%s without a secret stay as they are', (_, body) => {
  expect(fresh().find(body(SIZE))).toEqual([]);
});

test.each(['ids and cursors of GraphQL', 'links in queries', 'short cursors', 'JSON in base64, of cursors'])(
  'many %s stay as they are',
  (name) => {
    expect(fresh().find(BODIES[name]?.(LARGE) ?? '')).toEqual([]);
  },
);

test.each(Object.entries(BODIES))('of %s with one secret that one goes', (_, body) => {
  const text = body(SIZE);
  const secret = base64('password=hunter2Z9');
  const [before, behind] = text.startsWith('[') ? ['["', `",${text.slice(1)}`] : ['', `\n${text}`];
  const after = fresh().text(before + secret + behind);
  expect(after.endsWith(behind)).toBe(true);
  expect(Buffer.from(after.slice(before.length, -behind.length), 'base64').toString()).toMatch(
    /^password=\[REDACTED:password:[0-9a-f]{8}\]$/,
  );
});

test('what a redactor has read before changes nothing', () => {
  const warm = fresh();
  for (const body of Object.values(BODIES)) warm.text(body(SIZE / 5));
  for (const body of Object.values(BODIES))
    expect(warm.text(body(SIZE / 2))).toBe(fresh().text(body(SIZE / 2)));
});

test('what a redactor has read before changes nothing where more is encoded than may be looked into', () => {
  const parts = Array.from({ length: 3000 }, (_, at) => base64(base64(`password=${at}Zq${at * 7}x`)));
  const text = parts.join(' ');
  const cold = fresh().text(text);
  const unread = cold.split(' ').filter((part) => Buffer.from(part, 'base64').includes('unread'));
  expect(unread.length).toBeGreaterThan(0);
  const warm = fresh();
  for (const at of [0, 500, 1500, 2500]) warm.text(parts.slice(at, at + 500).join(' '));
  expect(warm.text(text)).toBe(cold);
  expect(warm.text(text)).toBe(cold);
});

test('what is encoded too deep within one text is still looked into in another', () => {
  const within = (text: string, times: number): string =>
    times === 0 ? text : within(JSON.stringify({ a: text }), times - 1);
  const secret = 'password=hunter2Zq9, which is a sentence';
  for (const times of [3, 5, 7, 8]) {
    const warm = fresh();
    for (let other = 9; other > 0; other -= 1) warm.text(within(secret, other));
    expect(warm.text(within(secret, times))).toBe(fresh().text(within(secret, times)));
  }
});
