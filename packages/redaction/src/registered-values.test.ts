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
