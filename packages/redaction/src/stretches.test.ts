import { expect, test } from 'vitest';
import { eachPart, kindsOf, matchesIn, stretchesOf } from './stretches.ts';

const KINDS = kindsOf(' .-');
/** The same texts each time, of few characters, so that parts of all lengths come. */
const texts = Array.from({ length: 400 }, (_, seed) => {
  let state = seed + 1;
  const next = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below;
  return Array.from({ length: next(90) }, () => 'a,1234567890 .-x'[next(next(4) === 0 ? 16 : 13)]).join('');
});

test.each([1, 2, 9, 44])('passes over no part of %d characters or more', (least) => {
  for (const text of texts) {
    const parts: string[] = [];
    eachPart(text, KINDS, least, (start, end) => parts.push(text.slice(start, end)));
    expect(parts).toEqual((text.match(/[\d .-]+/g) ?? []).filter((part) => part.length >= least));
  }
});

test('numbers are found in their parts as in the whole', () => {
  const number = /\b\d{3}-\d{3}-\d{3,4}\b/g;
  for (const text of texts) {
    const longer = `${text}, 123-456-7890${text}, ${text} 123-456-789,`;
    const places = Array.from(longer.matchAll(number), ({ 0: found, index }) => [index, found]);
    const parts = stretchesOf(longer, longer.replaceAll(/\D/g, '').length);
    expect(matchesIn(parts, number).map(({ 0: found, index }) => [index, found])).toEqual(places);
  }
});

test('what was measured is no number of somebody', () => {
  const stretches = (text: string): number => stretchesOf(text, text.replaceAll(/\D/g, '').length).length;
  expect(stretches('[0.0123456789, -0.98765432109, 1234567890.5]')).toBe(0);
  expect(stretches('[0.0123456789, 4111111111111111, 12.345.678-5]')).toBe(2);
});
