import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { holdsPlaceholder, largeHoldsPlaceholder } from './holds-placeholder.ts';

const SECRET = '[REDACTED:key:00000000]';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const WAYS: Record<string, string> = {
  'as it is': SECRET,
  'in percent': encodeURIComponent(SECRET),
  'in percent within another URL': encodeURIComponent(encodeURIComponent(SECRET)),
  'in base64': base64(SECRET),
  'in base64 behind one byte': base64(`a${SECRET}`),
  'in base64 behind two bytes': base64(`ab${SECRET}`),
  'in base64, twice': base64(base64(`a${SECRET}`)),
  'in base64 of UTF-16': Buffer.from(`a${SECRET}`, 'utf16le').toString('base64'),
  'in hex': Buffer.from(SECRET).toString('hex'),
  'in hex of capitals': Buffer.from(SECRET).toString('hex').toUpperCase(),
  'in gzip': gzipSync(SECRET).toString('base64'),
  'in zlib, hex': deflateSync(SECRET).toString('hex'),
  'in a body of its own file': '{"blob":"',
};
/** Of the parts that a large tape is read in. */
const CUT = 1024 * 1024;

describe.each(Object.entries(WAYS))('A placeholder %s', (_, text) => {
  it('is seen on a small tape and on a large one', () => {
    expect(holdsPlaceholder(`"${text}"`)).toBe(true);
    expect(largeHoldsPlaceholder(Buffer.from(`"${text}"`))).toBe(true);
  });

  it('is seen over each end of a part of a large tape', () => {
    for (let before = 1; before < text.length; before += 1) {
      const tape = Buffer.alloc(CUT + 2000, ' ');
      tape.write(text, CUT - before);
      expect(largeHoldsPlaceholder(tape)).toBe(true);
    }
  });
});

it('sees no sign where a part of a large tape begins within a word', () => {
  const tape = Buffer.alloc(CUT + 2000, 'a');
  tape.write('eJy', CUT);
  expect(holdsPlaceholder(tape.toString('latin1'))).toBe(false);
  expect(largeHoldsPlaceholder(tape)).toBe(false);
});
