import { expect, test } from 'vitest';
import { looksLikeText, mayHoldText } from './looks-like-text.ts';

const WORDS = ['token=a1B2c3D4', 'Schlüssel ', '密码是', '{"a":"b"}', 'é', '\n', ' the key of the door '];
/** Texts in which ever more characters are beyond ASCII. */
const texts = Array.from({ length: 600 }, (_, seed) =>
  Array.from({ length: 1 + (seed % 9) }, (_each, at) => WORDS[(seed * 7 + at * (1 + (seed % 5))) % 7]).join(
    '',
  ),
).filter((text) => Buffer.byteLength(text) >= 12);

test.each(['base64', 'base64url', 'hex'] as const)('no text in %s is passed over', (alphabet) => {
  const tokens = texts
    .filter((text) => looksLikeText(Buffer.from(text).subarray(0, 48)))
    .map((text) => Buffer.from(text).toString(alphabet));
  expect(tokens.length).toBeGreaterThan(200);
  for (const token of tokens) {
    expect(mayHoldText(token, 0, token.length)).toBe(true);
    expect(mayHoldText(`x ${token}, y`, 2, token.length + 2)).toBe(true);
  }
});

test('a long name, which is base64 of something too, is passed over', () => {
  expect(mayHoldText('anthropic-organization-id', 0, 25)).toBe(false);
  expect(mayHoldText('ratelimit-limit-requests', 0, 24)).toBe(false);
});
