import { expect, test } from 'vitest';
import { fakes } from '../corpora/fake.suite.ts';
import { createRedactor } from '../redactor.ts';

const redactor = createRedactor({ key: 'k', environment: {} });
const s = fakes('arguments secret').alnum(16);

test.each([
  [['mysql', '-uroot', `-p${s}`, 'shop']],
  [['/usr/bin/mysqldump', '-u', 'root', `-p${s}`]],
  [['redis-cli', '-a', s, 'ping']],
  [['sshpass', '-p', s, 'ssh', 'h']],
  [['curl', '-u', `jo:${s}`, 'https://x.example']],
  [['ldapsearch', '-x', '-w', s]],
])('the password among %j goes', (args) => {
  expect(JSON.stringify(redactor.json({ command: args }))).not.toContain(s);
});

test.each([
  [['psql', '-p5432', 'shop']],
  [['ssh', '-p', '2222', 'h']],
  [['mysql', '-P3306', '-h', 'db']],
  [['mysql', '-prod', 'db']],
  [['mkdir', '-p', 'Kx9Qz7aB3cD5eF7g']],
  [['curl', '-u', '$USER:$PASS', 'https://x.example']],
  [['redis-cli', '-a', '$REDIS_PASSWORD']],
])('nothing among %j is taken for one', (args) => {
  expect(redactor.json({ command: args })).toEqual({ command: args });
});

test.each([
  { authToken: { value: s } },
  { apiKey: { value: s, type: 'string' } },
  { method: 'personal_unlockAccount', params: ['0x1', s, 300] },
])('what stands under the name of another goes: %j', (value) => {
  expect(JSON.stringify(redactor.json(value))).not.toContain(s);
});

test.each([
  { keywords: ['secret', 'garden'] },
  { token: { count: 12, limit: 4096 } },
  { tokens: { value: 'many' } },
  { password: { value: '', error: 'required' } },
  { token: { name: 'theme', value: 'dark' } },
])('a list of words, and what is told about a secret, stay: %j', (value) => {
  expect(redactor.json(value)).toEqual(value);
});

test('a pair is one beside another name', () => {
  expect(JSON.stringify(redactor.json({ fields: [['secret', 'garden']] }))).not.toContain('garden');
});
