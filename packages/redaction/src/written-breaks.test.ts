import { expect, test } from 'vitest';
import { createRedactor } from './redactor.ts';

const redactor = createRedactor({ key: 'k', environment: {} });
const text = (value: string): string => redactor.text(value);
const UUID = '3f426660-a051-484c-94dc-c6e941bae65d';
const DIGEST = '6629fae49393a05397450978507c4ef1';

test.each([
  ['two breaks', `Client secret:\\r\\n\\r\\n ${UUID}`, UUID],
  ['breaks of JSON in JSON', `Client secret:\\\\n\\\\n${UUID}`, UUID],
  ['a fold of LDIF', 'dn: cn=x\nuserPassword:: e1NTSEF9b2JTQ1JUVnBh\n V2Z0aGVsbG8=\n', 'V2Z0aGVsbG8='],
  ['a digest in quotes', `print('''Authorization: Digest username="Mu", response="${DIGEST}"''')`, DIGEST],
  ['a digest without a header', `print('''Digest username="Mu", uri="/", response="${DIGEST}"''')`, DIGEST],
  [
    'a quote that is cut off',
    `Authorization: Hawk id="a", ts="1", mac="Wqj706yuidsMOjW5zhbnki0IQ`,
    'Wqj706yu',
  ],
  [
    'a field of a table',
    'id,x\n1,"{""access_token"":""[REDACTED:token:1f9c460d]"",""db_password"":""obelisk_12nnfx""}"\n',
    'obelisk',
  ],
  ['a second list of codes', 'Backup codes:\n1. h7k2-q9mx\nYour backup codes:\n1. w3vd-81tz\n', 'w3vd'],
])('finds what stands behind %s', (_, before, secret) => {
  expect(text(before)).not.toContain(secret);
});

test.each([
  ['db:\\n  password: hunter2x!\\n  port: 5432\\n', '\\n  port: 5432\\n'],
  ['userPassword:: e1NTSEF9b2JTQ1JUVnBhV2Z0aGVsbG8=\npwdTime: 20240102030405Z', '\npwdTime: 20240102030405Z'],
])('leaves the next line: %s', (before, kept) => {
  expect(text(before)).toMatch(/\[REDACTED:password:[\da-f]{8}\]/);
  expect(text(before).endsWith(kept)).toBe(true);
});

test('takes each of two lines of JSON whole whose strings look like one secret together', () => {
  const [one, other] = ['9bKq2LmX7vRt4WnZ8sYd3HcJ', 'Qw7Xr2Ty9Uk4Io6Pa1Sd8Fg3'];
  const lines = [one, other].map((key) => JSON.stringify({ authorization: `Bearer ${key}` })).join('\n');
  expect(text(lines)).not.toMatch(/9bKq|8sYd|Qw7X|8Fg3/);
});

test.each(['token: word2vec', 'token = gpt2tokenizer', '{"token":"seq2seq"}', 'token: cl100k_base'])(
  'leaves a name of words and numbers: %s',
  (value) => {
    expect(text(value)).toBe(value);
  },
);

test.each([String.raw`\t`, String.raw`\n`, '\t', '\r', '\v'])(
  '%j parts a name from its value where no space does',
  (sign) => {
    const key = 'd1d0996d612da828'.concat('61cf6a16b966496a');
    const given = ['', 'dd-api-key:', key].join(sign);
    expect(text(given)).not.toContain(key);
  },
);
