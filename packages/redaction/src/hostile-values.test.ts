import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createRedactor } from './redactor.ts';

const CHARS = Array.from('xX*.-_aA1 /\\=+:%<{([\'"|~$#@?,;é漢');

/** What stands where a value would, each with an end that the expressions for such values do not take. */
const PLACES: ((value: string) => string)[] = [
  (value) => `password: "${value}~"`,
  (value) => `'${value}zzzzzé'`,
  (value) => `token=${value}§§ b`,
  (value) => `https://a.example/${value}§`,
  (value) => JSON.stringify({ secret: `${value}zzzzz9~` }),
  (value) => `passport ${value}9_`,
];

// an expression that takes exponential time never comes back from one of these: the bound ends it
test.each(PLACES.map((place) => [place(' … '), place]))(
  'values of any two characters are read in linear time: %s',
  (_, place) => {
    const redactor = createRedactor({ key: 'hostile', environment: {} });
    const units = CHARS.flatMap((first) => CHARS.map((second) => first + second));
    const work = (): string[] => units.filter((unit) => redactor.text(place(unit.repeat(100))).length === 0);
    expect(runInNewContext('work()', { work }, { timeout: 60_000 })).toEqual([]);
  },
  90_000,
);

test('events are read in linear time, whatever stands behind their data', () => {
  const redactor = createRedactor({ key: 'hostile', environment: {} });
  const texts = [
    'data: a\n'.repeat(50_000),
    `data: a\n${'id: 1\n'.repeat(50_000)}`,
    `data: a\n${':\n'.repeat(50_000)}b`,
    `data: a\r\n${'data: a\r\nid:\r\n'.repeat(20_000)}`,
    `data: a\n\n${'data: a\nid: '.repeat(20_000)}`,
    `data: a\nid:${'1'.repeat(500_000)}`,
  ];
  const work = (): string[] => texts.map((text) => redactor.text(text));
  expect(runInNewContext('work()', { work }, { timeout: 60_000 })).toEqual(texts);
}, 90_000);

test('what a value ends in is found in linear time, where it does not end in it', () => {
  const redactor = createRedactor({ key: 'hostile', environment: {} });
  const places: ((run: string) => string)[] = [
    (run) => JSON.stringify({ password: `mnemonic${run}|` }),
    (run) => `password=a${run}|`,
    (run) => `a\npassword: a${run}|\n`,
    (run) => `https://a.example/?token=a${run}|`,
  ];
  const runs = Array.from('.,;:!?)*_ \t', (sign) => sign.repeat(400_000));
  const work = (): string[] =>
    places.flatMap((place) => runs.map((run) => redactor.text(place(run)))).filter((text) => text === '');
  expect(runInNewContext('work()', { work }, { timeout: 60_000 })).toEqual([]);
}, 90_000);

test.each([
  '%22password%22:%22hunter2x9K%22\ud83d',
  'x=%7B%22password%22%3A%22hunter2x9K%22%7D\udc00',
  'https://a.example/?x=%7B%22password%22%3A%22hunter2x9K%22%7D\ud83d',
  JSON.stringify({ query: { password: 'hunter2x9K\ud83d', '\udc00': 'a' } }),
  JSON.stringify({ url: 'https://a.example/?x=%7B%22password%22%3A%22hunter2x9K%22%7D\ud83d' }),
])('secrets beside half a character are taken out: %j', (text) => {
  expect(createRedactor({ key: 'halves', environment: {} }).text(text)).not.toContain('hunter2x9K');
});

test.each([
  ['a quoted passphrase of dashes', `passphrase: "${'-'.repeat(58)} "\n`],
  ['a word below what announces a password', `Use the following password to continue:\n${'a'.repeat(199)}\n`],
  ['a key of PuTTY that never comes', `Private-MAC:${' '.repeat(400_000)}\n`],
  ['a label without an end', JSON.stringify({ system: `${'-'.repeat(400_000)}!`, value: 'a' })],
  ['colons', JSON.stringify({ auth: Buffer.from(`${':'.repeat(400_000)}\x01`).toString('base64') })],
  ['a name of many parts', `db:\n  pass: abcdefgh\n  ${'a_'.repeat(100)}host!\n`],
])(
  '%s is read in linear time',
  (_, text) => {
    const redactor = createRedactor({ key: 'hostile', environment: {} });
    const work = (): string => redactor.text(text);
    expect(runInNewContext('work()', { work }, { timeout: 60_000 })).toBe(text);
  },
  90_000,
);

/** More than an engine takes as the arguments of one call. */
const MANY = 200_000;
const words = JSON.stringify(Array.from({ length: MANY }, () => 'w'));
test.each([
  ['JSON in a text', `x {"a": "[REDACTED:key:12345678]", "b": ${words}} y`],
  [
    'what stands beside a token',
    `{"logprobs": {"content": [{"token": "password=hun", "top_logprobs": ${words}}, {"token": "ter2x9K"}]}}`,
  ],
])('as many things as there are may stand in %s', (_, text) => {
  expect(createRedactor({ key: 'many', environment: {} }).text(text)).not.toContain('hunter2');
});

test('as many values as there are may be registered', () => {
  const values = Array.from({ length: 9000 }, (_, at) => `value!${at}?x`);
  expect(createRedactor({ key: 'many', environment: {}, values }).text(`It is ${values[77]}.`)).toMatch(
    /^It is \[REDACTED:value:\w{8}\]\.$/,
  );
});
