import { seededRandom } from '../../../contracts/src/seeded-random.suite.ts';
import { expect, test } from 'vitest';
import { isNormalUrl } from './comparable-url.ts';

/** The rule in one expression. */
const NORMAL_URL =
  /^https?:\/\/(?:(?!xn--)[a-z0-9-]+\.)*(?!xn--)[a-z][a-z0-9-]*(?=\/)(?:\/(?!\.)[\w~!$&'()*+,;=:@-][\w.~!$&'()*+,;=:@-]*)*\/?(?:\?[\w.~!$&()*,;=:@/-]*)?$/;

const PIECES = [
  'http://',
  'https://',
  'HTTP://',
  'api.',
  'xn--',
  'example',
  'Example.com',
  '4',
  '-',
  '.',
  '..',
  '/',
  '//',
  '/v1/items',
  ':8080',
  ':',
  '@',
  '?',
  'a=1&b=2',
  '#',
  '%20',
  "'",
  '+',
  '~',
  '[::1]',
  'é',
  '\n',
  ' ',
  '\\',
];

test('an address is normal by the same rule as one expression has it, and the parser leaves it as it is', () => {
  const random = seededRandom(7);
  const pick = (): string => PIECES[Math.floor(random() * PIECES.length)] ?? '';
  let normal = 0;
  for (let round = 0; round < 50_000; round += 1) {
    const start = random() < 0.8 ? 'https://api.example.com' : '';
    const text = start + Array.from({ length: Math.floor(random() * 7) }, pick).join('');
    const isNormal = isNormalUrl(text);
    expect(isNormal, text).toBe(NORMAL_URL.test(text));
    if (!isNormal) continue;
    normal += 1;
    expect(new URL(text).href, text).toBe(text);
  }
  expect(normal).toBeGreaterThan(1000);
});
