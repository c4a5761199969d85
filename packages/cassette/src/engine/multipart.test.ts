import { expect, it } from 'vitest';
import { boundaryOf, partsOf, valueOfParts } from './multipart.ts';

const write = (...parts: [string, string][]): Buffer =>
  Buffer.from(`${parts.map(([head, body]) => `--x\r\n${head}\r\n${body}`).join('\r\n')}\r\n--x--\r\n`);
const read = (body: Buffer, type = 'multipart/form-data; boundary=x') =>
  valueOfParts(partsOf(body, 'x') ?? [], type, ({ body: bytes }) => bytes.toString());
const field = (name: string, more = '') => `Content-Disposition: form-data; name="${name}"${more}\r\n`;

it('names the parts of a form by its fields, one that repeats as a list', () => {
  const file = field('file', '; filename="a.txt"') + 'Content-Type: text/plain\r\n';
  expect(read(write([field('a'), '1'], [file, 'line\r\n--y'], [field('b'), '2'], [field('b'), '']))).toEqual({
    a: '1',
    file: { filename: 'a.txt', 'content-type': 'text/plain', body: 'line\r\n--y' },
    b: ['2', ''],
  });
});

it('lists those of any other kind', () => {
  const json = 'Content-Type: application/json\r\n';
  expect(read(write([json, '{}'], ['', 'bare']), 'multipart/related; boundary="x"')).toEqual([
    { 'content-type': 'application/json', body: '{}' },
    'bare',
  ]);
});

it.each([
  'preamble\r\n--x\r\n\r\na\r\n--x--',
  '--x\r\n\r\na\r\n--x',
  '--x\r\n\r\na',
  '--x\n\na\n--x--\n',
  '--x\r\nno field\r\n\r\na\r\n--x--',
  '--x\r\n\r\na\r\n--x-- and more',
  '--x\r\nno end: of the head\r\n--x--',
])('leaves what is written otherwise whole: %j', (text) => {
  expect(partsOf(Buffer.from(text), 'x')).toBeUndefined();
});

it('knows the boundary of what is multipart', () => {
  expect(boundaryOf('multipart/form-data; charset=utf-8; boundary="a b"')).toBe('a b');
  expect(boundaryOf('Multipart/mixed;boundary=ab; x=y')).toBe('ab');
  expect(boundaryOf('text/plain; boundary=a')).toBeNull();
});
