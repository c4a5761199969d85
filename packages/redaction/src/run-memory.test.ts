import { expect, test } from 'vitest';
import { createRedactor } from './redactor.ts';

const TOKEN = 'acmeToken-Zz91Yx82Wv73Ut64';
const PASSWORD = 'x9$kL2@pQ7!zR';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const make = () => createRedactor({ key: 'k', environment: {} });

const SEEN: readonly [string, (run: ReturnType<typeof make>) => unknown, string][] = [
  ['a bearer', (run) => run.headers([['authorization', `Bearer ${TOKEN}`]]), TOKEN],
  ['a proxy', (run) => run.headers([['proxy-authorization', `Bearer ${TOKEN}`]]), TOKEN],
  [
    'the password of Basic',
    (run) => run.headers([['authorization', `Basic ${base64(`bob:${PASSWORD}`)}`]]),
    PASSWORD,
  ],
  ['a lone key as Basic', (run) => run.headers([['authorization', `Basic ${base64(`${TOKEN}:`)}`]]), TOKEN],
  ['a header of its own', (run) => run.headers([['x-api-key', TOKEN]]), TOKEN],
  ['a cookie', (run) => run.headers([['cookie', `theme=dark; sid=${TOKEN}`]]), TOKEN],
  ['a query', (run) => run.url(`https://a.example/x?api_key=${TOKEN}`), TOKEN],
  ['an address', (run) => run.url(`postgres://u:${encodeURIComponent(PASSWORD)}@db/x`), PASSWORD],
  ['a field', (run) => run.json({ deep: [{ password: PASSWORD }] }), PASSWORD],
  ['a body', (run) => run.bytes(Buffer.from(`user=bob&password=${TOKEN}`)), TOKEN],
];

test.each(SEEN)('what went with %s goes everywhere after that, in every writing', (_, see, secret) => {
  const run = make().remembering();
  see(run);
  for (const written of [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    base64(secret),
    Buffer.from(secret).toString('hex'),
  ]) {
    expect(run.text(`use ${written} please`)).not.toContain(written);
    expect(run.url(`https://a.example/x/${written}/y`)).not.toContain(written);
    expect(Buffer.from(run.bytes(Buffer.from(`see ${written}`))).toString()).not.toContain(written);
    expect(JSON.stringify(run.json({ note: `see ${written}` }))).not.toContain(written);
    expect(run.chunks([`see ${written}`, ' now']).join('')).not.toContain(written);
  }
});

test('what comes later in the same document goes from the beginning of it as well', () => {
  const run = make().remembering();
  expect(JSON.stringify(run.json([`use ${TOKEN}`, { password: TOKEN }]))).not.toContain(TOKEN);
});

test('one run knows nothing of another, and its redactor stays pure', () => {
  const redactor = make();
  redactor.remembering().json({ password: TOKEN });
  expect(redactor.remembering().text(`use ${TOKEN}`)).toContain(TOKEN);
  expect(redactor.text(`use ${TOKEN}`)).toContain(TOKEN);
});

test.each([
  { password: 'password' },
  { password: 'hunting' },
  { password: '12345678' },
  { api_key: 'production' },
  { token: 'https://example.com/login' },
])('an ordinary word does not become a secret: %j', (value) => {
  const run = make().remembering();
  run.json(value);
  const text = `a ${Object.values(value)[0]} b`;
  expect(run.text(text)).toBe(text);
});

test('is at rest on its own output, and remembers many', () => {
  const run = make().remembering();
  const tokens = Array.from({ length: 200 }, (_, index) => `tok${index}-q7Rt9LmX2vBn8KpW${index}`);
  for (const token of tokens) run.headers([['authorization', `Bearer ${token}`]]);
  const once = run.text(tokens.join(' and '));
  for (const token of tokens) expect(once).not.toContain(token);
  expect(run.text(once)).toBe(once);
});

test('recalls a secret of an earlier record by its placeholder, under the same key', () => {
  const record = JSON.stringify([
    `use ${TOKEN}, please`,
    { b64: base64(TOKEN) },
    make().headers([['authorization', `Bearer ${TOKEN}`]]),
  ]);
  const run = make().remembering();
  run.recall(record);
  expect(run.text(record)).not.toContain(TOKEN);
  expect(run.text(record)).not.toContain(base64(TOKEN));
  const stranger = createRedactor({ key: 'other', environment: {} }).remembering();
  stranger.recall(record);
  expect(stranger.text(record)).toContain(TOKEN);
});
