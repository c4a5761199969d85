import { describe, expect, test } from 'vitest';
import { createRedactor } from './redactor.ts';

/** Values that some rule passes over, or takes for something else. */
const VALUES = [
  '4821',
  'abcd',
  '48291374',
  '12345678901234567',
  '4000000000000000006',
  '123456789012345678901',
  '12345.678',
  '0b9e2f44-5d3c-4f6e-8a7b-1c2d3e4f5a6b',
  '2026-11-27T10:11:12Z',
  `sha512-${'aB3/'.repeat(21)}aQ==`,
  'required',
  'username',
  'session-cookie',
  'Lax4',
  'src/app/main.ts',
  'v1.2.3-beta',
  '+49 30 901820',
  'process.env.TOKEN',
  '${SECRET_NAME}',
  'data:image/png',
  'tr0ub4dor&3',
];

const NAMES = [
  'n',
  'id',
  'chat_id',
  'national_id',
  'integrity',
  'base64',
  'password',
  'pass',
  'cookie',
  'authorization',
  'token',
  'url',
  'href',
  'expires',
  'auth',
  'latitude',
  'phone',
  'key',
  'tokens',
];

const bodies = (value: string): unknown[] => [
  ...NAMES.flatMap((name) => [
    { [name]: value },
    { [name]: [value] },
    { headers: { [name]: value } },
    { headers: [[name, value]] },
    { headers: [{ name, value }] },
    { cookies: { [name]: value } },
    { cookies: [{ name, value }] },
    { params: { [name]: value } },
    { query: { [name]: value } },
  ]),
  { [value]: 1 },
  { a: { b: [[value]] } },
  [value, 'x'],
  { text: `It is ${value} now` },
  { inner: JSON.stringify({ id: value }) },
];

describe.each(VALUES)('the registered value %s', (value) => {
  const redactor = createRedactor({ key: 'k', environment: {}, values: [value] });
  const written = JSON.stringify(value).slice(1, -1);
  const expectGone = (text: string): void => {
    expect(text).not.toContain(value);
    expect(text).not.toContain(written);
  };

  test('goes from JSON under every name', () => {
    for (const body of bodies(value)) {
      const before = JSON.stringify(body);
      expectGone(redactor.text(before));
      expectGone(redactor.text(`log: ${before}`));
      expectGone(redactor.text(`data: ${before}\n\ndata: ${before}\n\n`));
      expectGone(redactor.text(`${before}\n${before}\n`));
    }
  });

  test('goes from texts, headers and addresses', () => {
    for (const name of NAMES) {
      for (const text of [
        value,
        `${name}: ${value}`,
        `${name}=${value}`,
        `${name}\n${value}\n`,
        `<${name}>${value}</${name}>`,
      ])
        expectGone(redactor.text(text));
      for (const header of [name, `x-${name}`, 'set-cookie', 'content-type', 'etag', 'referer', 'date'])
        expectGone(JSON.stringify(redactor.headers([[header, value]])));
      expectGone(redactor.url(`https://a.example/${value}?${name}=${value}#${value}`));
    }
  });
});

test.each(VALUES.filter((value) => /^\d+(?:\.\d+)?$/.test(value)))(
  'the registered value %s goes from JSON as a number',
  (value) => {
    const redactor = createRedactor({ key: 'k', environment: {}, values: [value] });
    const list = Array.from({ length: 40 }, (_, at) => at / 8).join(',');
    for (const body of [
      ...NAMES.map((name) => `{"${name}":${value}}`),
      `[${value}]`,
      `[${list},${value},${list}]`,
    ])
      expect(redactor.text(body)).not.toContain(value);
  },
);

test.each([1, 2, 3])(
  'a registered value behind %i bytes goes from bytes in base64, which stay bytes',
  (before) => {
    const redactor = createRedactor({
      key: 'k',
      environment: {},
      values: ['S3cr3t-Val-9x', 'gr\u00fcn-S3cr3t'],
    });
    const around = (value: string): string =>
      Buffer.concat([Buffer.alloc(before, 0x89), Buffer.from(value), Buffer.from([0xff, 0, 0x80])]).toString(
        'base64',
      );
    const clean = redactor.json({ base64: around('S3cr3t-Val-9x') }).base64;
    expect(clean).toBe(around('[REDACTED:value:00000000]'));
    const { base64 } = redactor.json({ base64: around('gr\u00fcn-S3cr3t') });
    expect(Buffer.from(base64, 'base64').toString('latin1')).not.toContain('S3cr3t');
    expect(redactor.json({ base64: around('plain text here') }).base64).toBe(around('plain text here'));
  },
);

test('a number that holds a registered one by chance stays a number', () => {
  const redactor = createRedactor({ key: 'k', environment: {}, values: ['4821'] });
  const body = '{"at":1748215,"vector":[0.4821375,0.25],"size":48211}';
  expect(redactor.text(body)).toBe(body);
});

describe('what stands under a registered name goes', () => {
  const redactor = createRedactor({ key: 'k', environment: {}, keys: ['acme_id', 'salary'] });
  test.each([
    '"98765432109876543"',
    '98765432109876543',
    '4821',
    '85000.5',
    `"sha512-${'aB3/'.repeat(21)}aQ=="`,
    '[98765432109876543]',
    '["98765432109876543"]',
  ])('%s', (value) => {
    for (const name of ['acme_id', 'acmeId', 'salary'])
      expect(redactor.text(`{"${name}":${value}}`)).toMatch(
        /^\{"\w+":\[?"\[REDACTED:\w+:[0-9a-f]{8}\]"\]?\}$/,
      );
  });
});
