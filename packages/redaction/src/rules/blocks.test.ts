import { expect, test } from 'vitest';
import { createRedactor } from '../redactor.ts';

const redactor = createRedactor({ key: 'k', environment: {} });
const SECRET = 'Kx9Qz7aB3cD5eF7gH9iJ1kL3mN5oP7';
const events = (said: string): string[] =>
  (said.match(/.{1,5}/g) ?? []).map(
    (content) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}`,
  );
const joined = (text: string): string =>
  [...text.matchAll(/"content":"([^"]*)"/g)].map(([, content]) => content).join('');

test.each([
  ['below headers', '', 'HTTP/1.1 200 OK\ncontent-type: text/event-stream\n\n'],
  ['in a fence', '', 'Output:\n\n```\n'],
  ['under a key of YAML', '        ', 'response:\n  body: |\n'],
  ['in a mail', '> ', 'Ana wrote:\n'],
])('deltas %s are joined', (_, margin, before) => {
  const lines = events(`the password is ${SECRET} today`).map((line) => `${margin}${line}\n${margin}\n`);
  const after = redactor.text(`${before}${lines.join('')}`);
  expect(joined(after)).toMatch(/^the password is \[REDACTED:[a-z]+:[0-9a-f]{8}\] today$/);
  expect(after.startsWith(before)).toBe(true);
  expect(
    after
      .split('\n')
      .every((line, at) => at < before.split('\n').length || line === '' || line.startsWith(margin)),
  ).toBe(true);
  expect(redactor.text(after)).toBe(after);
});

test.each([
  ['a table', 'user,api_token\nkim,§\nana,§\n'],
  ['a file', 'tokens:\n  ci: §\n  region: eu\n'],
  ['a notice', 'Use the following token:\n\n§\n'],
])('what a mail quotes is read as it was: %s', (_, text) => {
  const quoted = text.replaceAll('§', SECRET).replace(/^/gm, '> ');
  const after = redactor.text(`On Tue Ana wrote:\n${quoted}\n\nThanks`);
  expect(after).not.toContain(SECRET);
  expect(after.replaceAll(/\[REDACTED:[a-z_]+:[0-9a-f]{8}\]/g, '§')).toBe(
    `On Tue Ana wrote:\n${text.replace(/^/gm, '> ')}\n\nThanks`,
  );
});

test('what is quoted and harmless stays', () => {
  for (const text of [
    '> a\n> b\n',
    '>> token count: 12\n> ok\n',
    `a\n  ${events('nothing here').join('\n  ')}\n`,
  ])
    expect(redactor.text(text)).toBe(text);
});

test.each(['Пароль: willow96FvU0W1', '密码是gravel77mrrjsq，请帮我登录', 'รหัสผ่านคือ pebble14kyHjJM'])(
  'text beyond ASCII is read in base64 and hex: %s',
  (text) => {
    for (const encoding of ['base64', 'hex'] as const) {
      const data = Buffer.from(text).toString(encoding);
      expect(redactor.json({ data }).data).not.toBe(data);
    }
  },
);

test('an apostrophe in what is percent-encoded ends nothing', () => {
  const form = `a=1&text=${encodeURIComponent("CREATE USER a PASSWORD 'Cobalt-Orbit-66';")}&b=2`;
  expect(redactor.text(form)).toMatch(
    /^a=1&text=CREATE%20USER%20a%20PASSWORD%20'%5BREDACTED%3A.*%5D'%3B&b=2$/,
  );
  expect(redactor.text("x = 'a%20b'")).toBe("x = 'a%20b'");
});

test('a mail of two million lines is read', () => {
  const lines = '> \n'.repeat(2_000_000);
  const after = redactor.text(`Ana wrote:\n${lines}> password: ${SECRET}\n`);
  expect(after).toMatch(/> password: \[REDACTED:password:[0-9a-f]{8}\]\n$/);
});
