import { describe, expect, test } from 'vitest';
import { createRedactor } from '../redactor.ts';
import { valueWritings } from './value-writings.ts';

const PLAIN = 'Qz7aBkestrel9cD3eF5';
const SIGNS = `q"z'7\\B#k e$t=5`;
const WIDE = 'Grün§秘密🔑x9';
const NUMBER = '481930275518';
const HEX = '9f3a61c07be24d58a1c6e0937fd42b85';
const UUID = '49d2973f-25af-40bb-ab51-530fdced29a4';

const bytes = (text: string, by: (byte: string) => string, gap = ''): string =>
  (Buffer.from(text).toString('hex').match(/../g) ?? []).map(by).join(gap);
const wide = (text: string, by: (code: number) => string): string =>
  Array.from(text, (char) => (char > '~' ? by(char.codePointAt(0) ?? 0) : char)).join('');
const ascii = (text: string, by: (byte: number) => string): string =>
  Array.from(Buffer.from(text), (byte) => (byte > 126 ? by(byte) : String.fromCharCode(byte))).join('');
const json = (text: string): string => JSON.stringify(text).slice(1, -1);

describe('a registered value goes from', () => {
  test.each([
    ['a string of JSON in one in one', SIGNS, json(json(json(SIGNS)))],
    ['a string of Python', SIGNS, SIGNS.replace(/[\\']/g, '\\$&')],
    ['a field of a table', SIGNS, SIGNS.replaceAll('"', '""')],
    ['what Python quotes for a shell', SIGNS, SIGNS.replaceAll("'", `'"'"'`)],
    ['a word of a shell', SIGNS, SIGNS.replace(/[ "#$'\\]/g, '\\$&')],
    ['a pattern', SIGNS, SIGNS.replace(/[\\$]/g, '\\$&')],
    ['an address, three times', SIGNS, encodeURIComponent(encodeURIComponent(encodeURIComponent(SIGNS)))],
    ['an address in Latin 1', 'Grün§9x', 'Gr%FCn%A79x'],
    ['HTML, each sign by its number', WIDE, Array.from(WIDE, (c) => `&#${c.codePointAt(0) ?? 0};`).join('')],
    ['HTML, what is not ASCII', WIDE, wide(WIDE, (code) => `&#x${code.toString(16)};`)],
    ['octal escapes', WIDE, ascii(WIDE, (byte) => `\\${byte.toString(8)}`)],
    ['bytes of Python', WIDE, ascii(WIDE, (byte) => `\\x${byte.toString(16)}`)],
    ['JavaScript', WIDE, wide(WIDE, (code) => `\\u{${code.toString(16)}}`)],
    ['another charset', WIDE, Buffer.from(WIDE).toString('latin1')],
    ['mail', WIDE, ascii(WIDE, (byte) => `=${byte.toString(16).toUpperCase()}`)],
    ['the subject of a mail', 'Grün q9', 'Gr=C3=BCn_q9'],
    ['letters and marks apart', 'Grün§9x', 'Gru\u0308n§9x'],
    ['hex with spaces', PLAIN, bytes(PLAIN, (byte) => byte, ' ')],
    ['hex with colons', WIDE, bytes(WIDE, (byte) => byte.toUpperCase(), ':')],
    ['an array of C', PLAIN, bytes(PLAIN, (byte) => `0x${byte}`, ', ')],
    ['a list of bytes', WIDE, `[${[...Buffer.from(WIDE)].join(',')}]`],
    ['a list of bytes of Go', WIDE, `[${[...Buffer.from(WIDE)].join(' ')}]`],
    ['a list of bytes of Java', WIDE, `[${new Int8Array(Buffer.from(WIDE)).join(', ')}]`],
    ['a buffer of Node', WIDE, JSON.stringify({ file: Buffer.from(WIDE) })],
    ['bytes that are no text', PLAIN, JSON.stringify([255, 0, 200, ...Buffer.from(PLAIN), 255, 254])],
    ['base32', 'Qz7aBkestrel9cD', 'KF5DOYKCNNSXG5DSMVWDSY2E'],
    ['hex in the other case', HEX, HEX.toUpperCase()],
    ['a UUID in the other case', UUID, UUID.toUpperCase()],
    ['a UUID without its dashes', UUID, UUID.replaceAll('-', '')],
    ['groups of four', NUMBER, '4819 3027 5518'],
    ['groups that dashes part', NUMBER, '4819-3027-5518'],
    ['one word, when it was given in groups', '4819 3027 5518', NUMBER],
  ])('%s', (_, value, written) => {
    const redactor = createRedactor({ key: 'k', environment: {}, values: [value] });
    const after = redactor.text(written);
    expect(after).not.toContain(written);
    expect(after).not.toContain(written.slice(1, -1));
    expect(redactor.text(`id: ${written}\n`)).not.toContain(written.replace(/^\W+|\W+$/g, ''));
    expect(redactor.text(after)).toBe(after);
  });
});

test('a list of bytes of which some are a registered value stays one', () => {
  const redactor = createRedactor({ key: 'k', environment: {}, values: [PLAIN] });
  const after = JSON.parse(redactor.text(JSON.stringify([255, 0, ...Buffer.from(PLAIN), 254]))) as number[];
  expect(Buffer.from(after).toString('latin1')).toBe('\u00ff\0[REDACTED:value:00000000]\u00fe');
});

test('a value that is short without the spaces around it has no writings that stand anywhere', () => {
  expect(valueWritings(' ab  ')).toEqual([]);
});

test('a document of many lines has few writings for each of them', () => {
  const lines = Array.from({ length: 60 }, (_, at) => Buffer.alloc(48, at + 65).toString('base64'));
  const found = new Set(valueWritings(`-----BEGIN A-----\n${lines.join('\n')}\n-----END A-----\n`));
  expect(found.size).toBeLessThan(60 * 12);
  const [line = ''] = lines;
  const written = [line, Buffer.from(line).toString('hex')];
  expect(written.filter((each) => !found.has(each))).toEqual([]);
});
