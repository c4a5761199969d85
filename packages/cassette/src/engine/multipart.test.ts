import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { contentKey } from './content-key.ts';
import { httpCall } from './http-call.ts';
import { boundaryOf, partsOf, saidInParts } from './multipart.ts';

const write = (...parts: [string, string][]): Buffer =>
  Buffer.from(`${parts.map(([head, body]) => `--x\r\n${head}\r\n${body}`).join('\r\n')}\r\n--x--\r\n`);
const read = (body: Buffer, type = 'multipart/form-data; boundary=x') =>
  saidInParts(partsOf(body, 'x') ?? [], type, ({ body: bytes }) => ({
    value: bytes.toString(),
    form: 'text',
  })).value;
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

const disposition = (text: string) => `Content-Disposition: form-data; ${text}\r\n`;
const NAMED = disposition('name="a"');
const TYPED = `${NAMED}Content-Type: text/plain\r\n`;
const keyOf = (body: Buffer): string =>
  contentKey(
    httpCall(
      {
        method: 'POST',
        url: 'http://forms.test/',
        headers: [['content-type', 'multipart/form-data; boundary=x']],
        body,
        effect: 'write',
      },
      {},
    ),
  );

it.each<[string, Buffer, Buffer]>([
  [
    'the name of a file in its longer form',
    write([disposition(`name="a"; filename="f"; filename*=UTF-8''%e2%82%ac`), '1']),
    write([disposition(`name="a"; filename="f"; filename*=UTF-8''%c2%a3`), '1']),
  ],
  ['an escaped quote', write([disposition('name="a\\"b"'), '1']), write([disposition('name="a\\"c"'), '1'])],
  [
    'a parameter of another name',
    write([disposition('name="a"; size=1'), '1']),
    write([disposition('name="a"; size=2'), '1']),
  ],
  ['another disposition', write([NAMED, '1']), write([NAMED.replace('form-data', 'attachment'), '1'])],
  ['a field that repeats, and a list', write([NAMED, '[1]'], [NAMED, '[2]']), write([NAMED, '[[1],[2]]'])],
  ['texts that repeat, and a list of them', write([NAMED, 'x'], [NAMED, 'y']), write([NAMED, '["x","y"]'])],
  ['bytes, and JSON of them', bytesIn(NAMED), write([NAMED, '{"base64":"/w=="}'])],
  [
    'a file, and JSON of one',
    write([TYPED, 'x']),
    write([NAMED, '{"content-type":"text/plain","body":"x"}']),
  ],
  [
    'header fields that repeat',
    write([`${TYPED}X-A: 1\r\nX-A: 2\r\n`, '']),
    write([`${TYPED}X-A: 2\r\n`, '']),
  ],
  [
    'a header field named as the body',
    write([`${TYPED}Body: 1\r\n`, '']),
    write([`${TYPED}Body: 2\r\n`, '']),
  ],
])('tells bodies apart that differ in %s', (_, one, other) => {
  expect(keyOf(one)).toBe(keyOf(Buffer.from(one)));
  expect(keyOf(one)).not.toBe(keyOf(other));
});

it('takes a form apart however its names are quoted, and whatever its boundary', () => {
  expect(keyOf(write([NAMED, '1']))).toBe(keyOf(write([disposition('name=a'), '1'])));
});

it('reads parts within parts as deep as mail has them, and no deeper', () => {
  const open = Array.from({ length: 7000 }, (_, index) => {
    const head = `Content-Disposition: form-data; name="a"\r\nContent-Type: multipart/mixed; boundary=${index}`;
    return `--${index === 0 ? 'x' : index - 1}\r\n${head}\r\n\r\n`;
  });
  const close = open.map((_, index) => `\r\n--${index === 0 ? 'x' : index - 1}--`).toReversed();
  expect(keyOf(Buffer.from(`${open.join('')}--6999\r\n\r\ntext\r\n--6999--${close.join('')}`))).toHaveLength(
    28,
  );
});

function bytesIn(head: string): Buffer {
  return Buffer.concat([Buffer.from(`--x\r\n${head}\r\n`), Buffer.of(255), Buffer.from('\r\n--x--\r\n')]);
}

it('reads a field in linear time, and no spaces before what it says', () => {
  const hostile = write([`a:${'\t'.repeat(1_000_000)}\nb\r\n`, '1']);
  const work = (): unknown => partsOf(hostile, 'x');
  expect(runInNewContext('work()', { work }, { timeout: 30_000 })).toBeUndefined();
  expect(partsOf(write(['a: \t b \r\n', '1']), 'x')).toEqual([
    { headers: { a: 'b ' }, body: Buffer.from('1') },
  ]);
}, 60_000);
