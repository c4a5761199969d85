import { describe, expect, test } from 'vitest';
import { createRedactor } from '../redactor.ts';

const SECRET = 'Qz7aB-kestrel-cD3eF5';
const bare = createRedactor({ key: 'k', environment: {} });
const registered = createRedactor({ key: 'k', environment: {}, values: [SECRET] });

type Print = (offset: number, hex: readonly string[], said: string) => string;

const xxd: Print = (offset, hex, said) => {
  const pairs = hex.join('').replace(/(.{4})(?=.)/g, '$1 ');
  return `${offset.toString(16).padStart(8, '0')}: ${pairs.padEnd(40)} ${said}`;
};
const hexdump: Print = (offset, hex, said) =>
  `${offset.toString(16).padStart(8, '0')}  ${`${hex.slice(0, 8).join(' ')}  ${hex.slice(8).join(' ')}`.padEnd(49)} |${said}|`;
const tcpdump: Print = (offset, hex, said) =>
  `\t0x${offset.toString(16).padStart(4, '0')}:  ${hex
    .join('')
    .replace(/(.{4})(?=.)/g, '$1 ')
    .padEnd(39)}  ${said}`;

function dump(text: string, print: Print): string {
  const rows: string[] = [];
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, at + 16);
    const said = row.toString('latin1').replace(/[^ -~]/g, '.');
    rows.push(print(at, row.toString('hex').match(/../g) ?? [], said));
  }
  return `${rows.join('\n')}\n`;
}

const unread = (text: string): string => text.replaceAll(/\s/g, '');
const partsOf = (text: string): string[] =>
  Array.from({ length: text.length - 5 }, (_, at) => text.slice(at, at + 6));

describe.each([
  ['xxd', xxd],
  ['hexdump -C', hexdump],
  ['tcpdump -X', tcpdump],
])('in what %s prints', (_, print) => {
  test.each([
    [
      'a password with its name',
      bare,
      `user=app\npassword=${SECRET}\nhost=db.internal\nport=5432 and more\n`,
    ],
    ['a registered value', registered, `It is ${SECRET}, which nothing tells, and it goes on like this\n`],
  ])('%s goes from the bytes and from what they say', (_name, redactor, text) => {
    const before = dump(text, print);
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

  test('what holds no secret stays', () => {
    const before = dump('A letter that nobody needs to hide, in more than one row.\n', print);
    expect(registered.text(before)).toBe(before);
  });
});
