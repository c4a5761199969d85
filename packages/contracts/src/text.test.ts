import { expect, test } from 'vitest';
import { show } from './text.ts';

test.each([
  ['text', 'a "b" \n'],
  ['a list with holes and nothing', Object.assign([1], { 2: null, 3: true })],
  ['an object', { a: { b: [{ c: 'd' }] }, e: undefined, f: 1.5 }],
  ['a date', { at: new Date(0) }],
  ['bytes', Buffer.from('abc')],
  ['a typed array', new Uint16Array([1, 2])],
  ['a boxed text', Object('x')],
  ['a map', new Map([[1, 2]])],
  ['half a character at the cut', 'x'.repeat(118) + '😀😀'],
  ['a key that sets a prototype', JSON.parse('{"__proto__":{"x":1}}')],
  ['nested lists', [[[[['deep'.repeat(40)]]]]]],
])('shows %s as JSON writes it', (_, value) => {
  const whole = JSON.stringify(value);
  const shown = show(value);
  expect(shown.length).toBeLessThanOrEqual(120);
  expect(shown.endsWith('…') ? shown.slice(0, -1) : shown).toBe(
    whole.slice(0, shown.endsWith('…') ? shown.length - 1 : undefined),
  );
  expect(shown.endsWith('…')).toBe(whole.length > 120);
});

test('reads no more of a value than it shows', () => {
  let reads = 0;
  const counted = (): object =>
    Object.defineProperty({}, 'x', { enumerable: true, get: () => ((reads += 1), 'text') });
  expect(show(Array.from({ length: 10_000 }, counted))).toHaveLength(120);
  expect(reads).toBeLessThan(50);
  expect(show(Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [at, counted()])))).toHaveLength(
    120,
  );
  expect(reads).toBeLessThan(100);
  expect(show('x'.repeat(1e8), 20)).toBe(`"${'x'.repeat(18)}…`);
});

function fail(): never {
  throw new Error('unreadable');
}

test('shows what holds itself, and what cannot be read', () => {
  const loop: Record<string, unknown> = { name: 'loop', count: 1n };
  loop['self'] = { loop };
  expect(show(loop)).toBe('{"name":"loop","count":"1","self":{"loop":"[seen above]"}}');
  expect(show(Object.defineProperty({}, 'x', { enumerable: true, get: fail }))).toBe('object');
});
