import { describe, expect, test } from 'vitest';
import { createRedactor } from './redactor.ts';

const ODD = 'P@ss/w0rd#668';
const TOKEN = 'q7Rt9LmX2vBn8KpWz4Ys6HdF';
const redactor = createRedactor({ key: 'k', environment: {}, values: [ODD, 'se?cr&et=7:x', TOKEN] });

describe('a registered value goes whole, whatever a rule makes of its signs', () => {
  test.each([
    [`postgres://app:${ODD}@db:5432/x`, 'ss/w0rd'],
    [`DSN=postgres://app:${ODD}@db:5432/x`, 'ss/w0rd'],
    [`https://a.example/login?token=${ODD}&user=7`, '668'],
    ['GET /login?token=se?cr&et=7:x HTTP/1.1', '7:x'],
    ['redis://:se?cr&et=7:x@cache:6380/0', '7:x'],
  ])('%s', (text, part) => {
    expect(text).toContain(part);
    expect(redactor.text(text)).not.toContain(part);
    expect(redactor.url(text)).not.toContain(part);
    expect(JSON.stringify(redactor.json({ dsn: text }))).not.toContain(part);
    expect(redactor.text(JSON.stringify({ log: JSON.stringify({ dsn: text }) }))).not.toContain(part);
    expect(JSON.stringify(redactor.headers([['x-origin', text]]))).not.toContain(part);
    expect(JSON.stringify(redactor.headers([['referer', text]]))).not.toContain(part);
    const once = redactor.text(text);
    expect(redactor.text(once)).toBe(once);
  });

  test('and the rest of the address stays', () => {
    expect(redactor.text(`postgres://app:${ODD}@db:5432/x`)).toMatch(
      /^postgres:\/\/app:\[REDACTED:\w+:[0-9a-f]{8}\]@db:5432\/x$/,
    );
  });
});

describe.each([32, 40, 57, 64, 76])('base64 in lines of %d', (width) => {
  test.each([
    ['text', Buffer.from(`config of the service\ntoken: ${TOKEN}\nand the rest of it, which is longer\n`)],
    ['bytes', Buffer.concat([Buffer.alloc(31, 0x81), Buffer.from(TOKEN), Buffer.alloc(60, 0x93)])],
  ])('of %s holds no registered value', (_, bytes) => {
    for (const gap of ['\n', '\r\n', '\n    ']) {
      const lines = bytes.toString('base64').replace(new RegExp(`.{${width}}(?=.)`, 'g'), `$&${gap}`);
      const after = redactor.text(`data:${gap}${lines}\nend: yes\n`).replace(/\[REDACTED:[^\]]+\]/g, '');
      const left = Buffer.from(after.slice(5, after.indexOf('end: ')), 'base64').toString('latin1');
      for (let at = 0; at + 8 <= TOKEN.length; at += 1) expect(left).not.toContain(TOKEN.slice(at, at + 8));
      expect(after).toContain('end: yes');
    }
  });

  test('stays where it holds none', () => {
    const bytes = Buffer.from(
      'A letter that nobody needs to hide, with lines enough to be wrapped. '.repeat(4),
    );
    const lines = bytes.toString('base64').replace(new RegExp(`.{${width}}(?=.)`, 'g'), '$&\n');
    expect(redactor.text(lines)).toBe(lines);
  });
});

test('a value in octal escapes goes', () => {
  const octal = Array.from(TOKEN, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`).join('');
  const after = redactor.text(`printf '${octal}' | sh`);
  expect(after).toMatch(/^printf '\[REDACTED:value:[0-9a-f]{8}\]' \| sh$/);
});

test.each([', ', ','])('a value as a list of bytes goes, parted by %j', (mark) => {
  const after = redactor.text(`String.fromCharCode(${Array.from(Buffer.from(TOKEN)).join(mark)})`);
  expect(after).toMatch(/^String\.fromCharCode\(\[REDACTED:value:[0-9a-f]{8}\]\)$/);
});

test.each(['+', ' + ', ' +\n    ', '\n    + '])(
  'a value that code joins from two literals goes: %j',
  (sign) => {
    const after = redactor.text(`const key = "${TOKEN.slice(0, 9)}"${sign}"${TOKEN.slice(9)}";`);
    expect(after).toMatch(/^const key = "\[REDACTED:\w+:[0-9a-f]{8}\]";$/);
  },
);

const hexOf = (text: string): string => Buffer.from(text).toString('hex');
const base32Of = (text: string): string =>
  Array.from(Buffer.from(text), (byte) => byte.toString(2).padStart(8, '0'))
    .join('')
    .replace(
      /.{1,5}/g,
      (bits) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(bits.padEnd(5, '0'), 2)] ?? '',
    );

describe.each([2, 4, 8, 16, 32])('a value in hex in groups of %d', (size) => {
  test.each([' ', ':', '-', '_', '\n'])('goes where %j parts them', (gap) => {
    const groups = (text: string): string =>
      hexOf(text).replace(new RegExp(`.{${size}}(?=.)`, 'g'), (group) => group + gap);
    for (const lead of ['', 'x', 'the token=']) {
      const after = redactor.text(`dump: ${groups(`${lead}${TOKEN} and what follows`)} end`);
      const left = Buffer.from(after.replace(/^dump:|\[REDACTED:[^\]]+\]|[^\da-f]/g, ''), 'hex').toString(
        'latin1',
      );
      for (let at = 0; at + 8 <= TOKEN.length; at += 1) expect(left).not.toContain(TOKEN.slice(at, at + 8));
    }
    const other = `dump: ${groups('a letter that nobody needs to hide')} end`;
    expect(redactor.text(other)).toBe(other);
  });
});

test.each([0, 1, 2, 3, 4])('a value in base32 goes behind %d other bytes', (lead) => {
  for (const text of [base32Of(`${'x'.repeat(lead)}${TOKEN} and more`)])
    for (const written of [text, text.toLowerCase()]) {
      const after = redactor.text(`data ${written}==`);
      expect(after).toContain('[REDACTED:value:');
      expect(after).not.toContain(written.slice(12, 24));
    }
});

const [ONE, TWO] = [TOKEN.slice(0, 9), TOKEN.slice(9)];
test.each([
  ['a space without a width', `key ${ONE}\u200b${TWO} x`],
  ['joiners behind each character', `key ${Array.from(TOKEN).join('\u200d')} x`],
  ['elements that follow each other', `<a>${ONE}</a><a>${TWO}</a>`],
  ['elements on lines', `<a>${ONE}</a>\n  <a>${TWO}</a>`],
  ['runs of a word processor', `<w:r><w:t>${ONE}</w:t></w:r><w:r><w:t>${TWO}</w:t></w:r>`],
  ['a part in bold', `<p>${ONE.slice(0, 4)}<b>${ONE.slice(4)}</b>${TWO}</p>`],
])('a value goes that is cut by %s', (_, text) => {
  for (const written of [
    text,
    JSON.stringify({ text }),
    JSON.stringify({ text }).replaceAll('\u200b', '\\u200b'),
  ]) {
    const after = redactor.text(written);
    expect(after).toContain('[REDACTED:value:');
    expect(after.replace(/<[^>]*>|[\u200b\u200d\s]/g, '')).not.toContain(TOKEN.slice(4, 12));
    expect(after).not.toContain(TWO);
    expect(redactor.text(after)).toBe(after);
  }
});

test('tags and characters without a width stay where they part no value', () => {
  const page = `<p>${ONE} and</p><p>${TWO.slice(4)}</p> a < b, f<T>(x)\u200b y \u200d<a`;
  expect(redactor.text(page)).toBe(page);
});
