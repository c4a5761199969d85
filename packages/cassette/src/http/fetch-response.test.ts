import { expect, test } from 'vitest';
import { NO_BLOBS } from './blobs.ts';
import { toFetchResponse } from './fetch-response.ts';

const PLACE = { method: 'GET', url: 'https://api.example.com/v1/items', redirected: true };
const answered = () =>
  toFetchResponse(
    { status: 200, reason: 'OK', headers: [['content-type', 'application/json']], body: { json: { a: 1 } } },
    { ...PLACE, cutBy: undefined, blobs: NO_BLOBS, speed: 0, signal: null },
  );

test('a response says where it is from, as one of fetch does, and so does its clone', async () => {
  const response = answered();
  const clone = response.clone();
  for (const each of [response, clone, clone.clone()]) {
    expect([each.url, each.redirected, each.type]).toEqual([PLACE.url, true, 'basic']);
    expect([each instanceof Response, each.constructor, Object.prototype.toString.call(each)]).toEqual([
      true,
      Response,
      '[object Response]',
    ]);
    expect(each.headers instanceof Headers).toBe(true);
    expect([...each.headers]).toEqual([['content-type', 'application/json']]);
    for (const change of ['append', 'set', 'delete'] as const)
      expect(() => each.headers[change]('x-a', 'b')).toThrow(new TypeError('immutable'));
  }
  expect([await response.json(), await clone.text()]).toEqual([{ a: 1 }, '{"a":1}']);
});

test('what Response itself has as its own stays its own', () => {
  answered();
  const other = new Response('x');
  other.headers.set('x-a', 'b');
  expect([other.url, other.redirected, other.type, other.headers.get('x-a')]).toEqual([
    '',
    false,
    'default',
    'b',
  ]);
});
