import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { digestUnder } from './keyed-digest.ts';

const TEXTS = [
  '',
  'a',
  'pässwörd',
  'é'.repeat(1000),
  '密'.repeat(1000),
  '密'.repeat(1001),
  'x'.repeat(5000),
  '\ud800',
];

describe('digestUnder', () => {
  it.each([
    ['a text', 'bench'],
    ['no bytes', new Uint8Array()],
    ['32 bytes', Buffer.alloc(32, 7)],
    ['a block', Buffer.alloc(64, 9)],
    ['more than a block', Buffer.alloc(65, 255)],
    ['a long text', 'schlüssel'.repeat(20)],
  ])('gives what an HMAC gives under %s', (_, key) => {
    const digest = digestUnder(key);
    expect(TEXTS.map(digest)).toEqual(
      TEXTS.map((text) => createHmac('sha256', key).update(text).digest('hex')),
    );
  });
});
