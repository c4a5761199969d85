import { describe, expect, test } from 'vitest';
import { createRedactor } from '../redactor.ts';

const SECRET = 'Qz7aB-kestrel-cD3eF5';
const bare = createRedactor({ key: 'k', environment: {} });
const registered = createRedactor({ key: 'k', environment: {}, values: [SECRET] });

type Print = (offset: number, hex: readonly string[], said: string) => string;

const xxdOf =
  (columns: number, group: number): Print =>
  (offset, hex, said) => {
    const groups = hex.join('').replace(new RegExp(`(.{${2 * group}})(?=.)`, 'g'), '$1 ');
    return `${offset.toString(16).padStart(8, '0')}: ${groups.padEnd(2 * columns + columns / group)} ${said}`;
  };
const hexdump: Print = (offset, hex, said) =>
  `${offset.toString(16).padStart(8, '0')}  ${`${hex.slice(0, 8).join(' ')}  ${hex.slice(8).join(' ')}`.padEnd(49)} |${said}|`;
const tcpdump: Print = (offset, hex, said) =>
  `\t0x${offset.toString(16).padStart(4, '0')}:  ${hex
    .join('')
    .replace(/(.{4})(?=.)/g, '$1 ')
    .padEnd(39)}  ${said}`;

function dump(text: string, print: Print, columns: number): string {
  const rows: string[] = [];
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += columns) {
    const row = bytes.subarray(at, at + columns);
    const said = row.toString('latin1').replace(/[^ -~]/g, '.');
    rows.push(print(at, row.toString('hex').match(/../g) ?? [], said));
  }
  return `${rows.join('\n')}\n`;
}

const unread = (text: string): string => text.replaceAll(/\s/g, '');
const partsOf = (text: string): string[] =>
  Array.from({ length: text.length - 5 }, (_, at) => text.slice(at, at + 6));

describe.each([
  ['xxd', xxdOf(16, 2), 16],
  ['xxd -c 32', xxdOf(32, 2), 32],
  ['xxd -c 24 -g 1', xxdOf(24, 1), 24],
  ['xxd -g 4', xxdOf(16, 4), 16],
  ['xxd -g 8', xxdOf(16, 8), 16],
  ['hexdump -C', hexdump, 16],
  ['tcpdump -X', tcpdump, 16],
])('in what %s prints', (_, print, columns) => {
  test.each([
    [
      'a password with its name',
      bare,
      `user=app\npassword=${SECRET}\nhost=db.internal\nport=5432 and more\n`,
    ],
    ['a registered value', registered, `It is ${SECRET}, which nothing tells, and it goes on like this\n`],
  ])('%s goes from the bytes and from what they say', (_name, redactor, text) => {
    const before = dump(text, print, columns);
    const after = redactor.text(before);
    for (const part of partsOf(SECRET)) {
      expect(after).not.toContain(part);
      expect(unread(after)).not.toContain(Buffer.from(part).toString('hex'));
    }
    expect(after).toMatch(/\[REDACTED:\w+:[0-9a-f]{8}\]/);
    expect(after.split('\n')).toHaveLength(before.split('\n').length);
    expect(after.split('\n').at(-2)).toBe(before.split('\n').at(-2));
    expect(redactor.text(after)).toBe(after);
  });

  test('it goes from rows that begin further on', () => {
    const before = dump(`${' '.repeat(3200)}password=${SECRET}\n`, print, columns);
    const rows = before.split('\n').slice(-5).join('\n');
    const after = bare.text(rows);
    for (const part of partsOf(SECRET))
      expect(unread(after)).not.toContain(Buffer.from(part).toString('hex'));
  });

  test('what holds no secret stays', () => {
    const before = dump('A letter that nobody needs to hide, in more than one row.\n', print, columns);
    expect(registered.text(before)).toBe(before);
  });
});
