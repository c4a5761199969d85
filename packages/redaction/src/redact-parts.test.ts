import { expect, it } from 'vitest';
import { createRedactor } from './redactor.ts';

const SECRET = 'sk-ant-api03-7Jq2vXk9LmPz4RtWbY6nDc8HfGs1AeUi3OoQ5xZw0KyTlNpMjVrBhSgEdFaCu_8I9LtXwAA';
const SIZE = 9 * 1024 * 1024;
const line = (at: number) => `${'naïve words that nobody hides, '.repeat(30)}${at}\n`;

function manyLines(): string {
  const lines: string[] = [];
  for (let at = 0, size = 0; size < SIZE; at += 1) size += lines[lines.push(line(at)) - 1]?.length ?? 0;
  return lines.join('');
}

it('gives back the same object when nothing is found in a large text, and in large bytes', () => {
  const redactor = createRedactor({ key: 'k' });
  const text = Buffer.from(manyLines());
  expect(redactor.bytes(text)).toBe(text);
  const bytes = Buffer.concat([Buffer.from([0, 255, 254, 0]), text.subarray(0, 5000), Buffer.alloc(SIZE)]);
  expect(redactor.bytes(bytes).equals(bytes)).toBe(true);
});

it('finds in a large text what it finds in its parts, wherever it stands', () => {
  const redactor = createRedactor({ key: 'k' });
  const text = manyLines();
  const places = [1, 2, 4].map((part) => part * 2 * 1024 * 1024 - 40);
  const starts = places.map((place) => text.indexOf('\n', place) + 1);
  const pieces = [0, ...starts].map(
    (start, at) => `${text.slice(start, starts[at])}{"authorization": "Bearer ${SECRET}"}\n`,
  );
  const redacted = Buffer.from(redactor.bytes(Buffer.from(pieces.join('')))).toString();
  expect(redacted).not.toContain(SECRET);
  expect(redacted).toBe(pieces.map((piece) => redactor.text(piece)).join(''));
});
