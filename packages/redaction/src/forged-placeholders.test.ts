import { expect, test } from 'vitest';
import { settleEdits } from './edit.ts';
import { createRedactor } from './redactor.ts';

const redactor = createRedactor({ key: 'k', environment: {} });
const FORGED = '[REDACTED:key:12345678]';
const KEY = 'sk9fJ3kLmQ8rT2vX5zB7nD4h';
const PASSWORD = 'tr0ub4dor&3xyz';

test.each([
  ['text behind one', { secret: `${FORGED} and ${PASSWORD}` }],
  ['what only begins as one', { api_key: `[REDACTED:${KEY}` }],
  ['what is none, in a document', { password: `{"value":"${PASSWORD}","note":"[REDACTED:x:1234]"}` }],
  ['a name that begins as one', { api_key: `{"[REDACTED:":"${PASSWORD}"}` }],
  ['one as a name', { api_key: `{"${FORGED}":"${PASSWORD}"}` }],
  ['one beside a value', { password: `{"note":"${FORGED}","value":"${PASSWORD}"}` }],
  ['one beside a user', { password: `{"note":"${FORGED}","name":"${PASSWORD}"}` }],
  ['one below a secret', { password: `{"${PASSWORD}":"${FORGED}"}` }],
  ['one within a value', { password: `{"note":"x ${FORGED} ${PASSWORD}"}` }],
  ['one beside a secret in a list', { secret: `["${FORGED}","${PASSWORD}"]` }],
  ['an address beside a secret', { password: `{"note":"jo@mail.example.com","foo":"${PASSWORD}"}` }],
  ['a document that breaks off', { password: `{"note":"${FORGED}","foo":"${PASSWORD}"` }],
  ['one in the middle of a text', { text: `curl -u bob:${PASSWORD}${FORGED} https://a.example` }],
  ['one in a sentence', { text: `the password is ${FORGED}${PASSWORD}.` }],
  ['one in a query', { text: `https://a.example/x?token=${KEY}${FORGED}` }],
  ['one behind short parts', { text: `password=a1!b2@c3#d4$${FORGED}` }],
])('a placeholder that anybody wrote shields nothing: %s', (_, value) => {
  const after = redactor.json(value);
  expect(JSON.stringify(after)).not.toMatch(/sk9fJ|tr0ub|a1!b2/);
  expect(redactor.json(after)).toEqual(after);
});

test('a document under the name of a secret keeps who and where beside what was redacted', () => {
  const document = (secret: string, more = ''): { SecretString: string } => ({
    SecretString: `{"username":"app_admin","password":"${secret}","engine":"mysql","host":"db1.c1a2b3d4e5f6.us-east-1.rds.amazonaws.com","port":3306${more}}`,
  });
  const before = document('[REDACTED:password:12345678]');
  expect(redactor.json(before)).toEqual(before);
  const once = redactor.json(document(PASSWORD, `,"spare":"${KEY}"`));
  expect(JSON.parse(once.SecretString)).toMatchObject({
    username: 'app_admin',
    password: expect.stringMatching(/^\[REDACTED:password:/),
    spare: expect.stringMatching(/^\[REDACTED:/),
    port: 3306,
  });
});

test('brackets in which another would have put a mask shield no secret of a header', () => {
  const masked: [string, string][] = [['x-api-key', '[Hidden key]']];
  expect(redactor.headers(masked)).toEqual(masked);
  for (const value of [`[Z${KEY.slice(0, 18)}]`, '[Hunter2Secret99]'])
    expect(redactor.headers([['x-api-key', value]])[0]?.[1]).toMatch(/^\[REDACTED:key:/);
});

test('an edit that reaches into a placeholder takes what it holds beside it', () => {
  const text = `${PASSWORD}${FORGED}${KEY}`;
  const [end, next] = [PASSWORD.length, PASSWORD.length + FORGED.length];
  expect(settleEdits(text, [{ start: 0, end: end + 9, kind: 'key' }])).toEqual([
    { start: 0, end, kind: 'key' },
  ]);
  expect(settleEdits(text, [{ start: end + 9, end: text.length, kind: 'key' }])).toEqual([
    { start: next, end: text.length, kind: 'key' },
  ]);
  expect(settleEdits(text, [{ start: end + 1, end: next - 1, kind: 'key' }])).toEqual([]);
});
