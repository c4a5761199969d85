import { expect, test } from 'vitest';
import { createRedactor } from '../redactor.ts';
import { eighthLookalikes } from './eighth-lookalikes.suite.ts';
import { eleventhCorpus } from './eleventh-corpus.suite.ts';
import { ELEVENTH_LOOKALIKES } from './eleventh-lookalikes.suite.ts';
import { FIFTH_LOOKALIKES, FIFTH_ROWS } from './blind-fifth.suite.ts';
import { FIRST_LOOKALIKES, FIRST_ROWS } from './blind-first.suite.ts';
import { FOURTH_LOOKALIKES, FOURTH_ROWS } from './blind-fourth.suite.ts';
import { EIGHTH_ROWS, EIGHTH_VARIANTS } from './blind-eighth.suite.ts';
import { BLIND_EIGHTH_LOOKALIKES } from './blind-eighth-lookalikes.suite.ts';
import { blindSamples, type BlindRow } from './blind-rows.suite.ts';
import { SECOND_LOOKALIKES, SECOND_ROWS } from './blind-second.suite.ts';
import { SEVENTH_ROWS } from './blind-seventh.suite.ts';
import { SIXTH_LOOKALIKES } from './blind-sixth-lookalikes.suite.ts';
import { SIXTH_ROWS } from './blind-sixth.suite.ts';
import { THIRD_LOOKALIKES, THIRD_ROWS } from './blind-third.suite.ts';
import { missed, redactSample } from './recall.suite.ts';
import { RECORDED_LOOKALIKES } from './recorded-lookalikes.suite.ts';
import { seventhLookalikes } from './seventh-lookalikes.suite.ts';
import { ninthCorpus } from './ninth-corpus.suite.ts';
import { ninthLookalikes } from './ninth-lookalikes.suite.ts';
import { sixthCorpus } from './sixth-corpus.suite.ts';
import { sixthLookalikes } from './sixth-lookalikes.suite.ts';
import { TENTH_LOOKALIKES } from './tenth-lookalikes.suite.ts';
import { thirteenthCorpus } from './thirteenth-corpus.suite.ts';
import { thirteenthLookalikes } from './thirteenth-lookalikes.suite.ts';
import { thirteenthTalk } from './thirteenth-talk.suite.ts';
import { thirteenthVendors } from './thirteenth-vendors.suite.ts';
import { twelfthCorpus } from './twelfth-corpus.suite.ts';
import { TWELFTH_LOOKALIKES } from './twelfth-lookalikes.suite.ts';

const bare = createRedactor({ key: 'blind', environment: {} });

const missedOf = (rows: readonly BlindRow[]): string[] => missed(bare, blindSamples(rows));
const missedRegistered = (rows: readonly BlindRow[]): string[] => {
  const samples = blindSamples(rows);
  const values = samples.flatMap(({ secrets }) => secrets).filter((secret) => secret.length >= 4);
  return missed(createRedactor({ key: 'blind', environment: {}, values }), samples);
};

test('of the first blind corpus nothing is left', () => {
  expect(missedOf(FIRST_ROWS)).toEqual([]);
});

test('of the second blind corpus nothing is left', () => {
  expect(missedOf(SECOND_ROWS)).toEqual([]);
});

test('of the third blind corpus what is left gives access to nothing, but for two words that are no others', () => {
  expect(missedOf(THIRD_ROWS)).toEqual([
    '53 ticket-vpn',
    '77 guest-booking',
    '81 resume',
    '107 whatsapp-jid',
    '118 nginx-access',
    '134 gdoc-share',
    '148 q-user-pass',
  ]);
});

test('of the fourth blind corpus nothing is left', () => {
  expect(missedOf(FOURTH_ROWS)).toEqual([]);
});

test('of the fifth blind corpus a number without a word is left', () => {
  expect(missedOf(FIFTH_ROWS)).toEqual(['158 phone-whatsapp-payload']);
});

test('of what a fourth author wrote blind, and of variants of what was missed, nothing is left', () => {
  expect(SIXTH_ROWS.length + SEVENTH_ROWS.length).toBeGreaterThanOrEqual(550);
  expect(missedOf(SIXTH_ROWS)).toEqual([]);
  expect(missedOf(SEVENTH_ROWS)).toEqual([]);
  expect(SIXTH_LOOKALIKES.length).toBeGreaterThanOrEqual(460);
  expect(SIXTH_LOOKALIKES.filter((text) => bare.text(text) !== text)).toEqual([]);
});

test('of the eighth blind corpus what is left opens nothing', () => {
  expect(EIGHTH_ROWS.length).toBeGreaterThanOrEqual(470);
  expect(missedOf(EIGHTH_ROWS)).toEqual([
    // where a server sends the key and its id in base64, this has others
    '151 elastic api key resp',
    // a salt in hex, as it stands beside what it was used for
    '174 dotenv odd name',
    // what is encrypted
    '192 pulumi config',
    // the id of a key, and the address of a service
    '213 gcp service account',
  ]);
  expect(EIGHTH_VARIANTS.length).toBeGreaterThanOrEqual(80);
  expect(missedOf(EIGHTH_VARIANTS)).toEqual([]);
  expect(BLIND_EIGHTH_LOOKALIKES.length).toBeGreaterThanOrEqual(430);
  expect(BLIND_EIGHTH_LOOKALIKES.filter((text) => bare.text(text) !== text)).toEqual([
    // an account tells whose it is
    expect.stringContaining('sent 0.2 ETH to 0x'),
    // a key that only a note beside it calls public
    expect.stringContaining('"key_id"'),
  ]);
});

test('of the sixth corpus nothing is left', () => {
  const samples = sixthCorpus();
  expect(samples.length).toBeGreaterThanOrEqual(140);
  expect(missed(bare, samples)).toEqual([]);
});

test('of the ninth corpus nothing is left', () => {
  const samples = ninthCorpus();
  expect(samples.length).toBeGreaterThanOrEqual(149);
  expect(missed(bare, samples)).toEqual([]);
});

test('of the eleventh corpus nothing is left, nor once its values are registered', () => {
  const samples = eleventhCorpus();
  expect(samples.length).toBeGreaterThanOrEqual(166);
  expect(missed(bare, samples)).toEqual([]);
  const values = samples.flatMap(({ secrets }) => secrets).filter((secret) => secret.length >= 4);
  expect(missed(createRedactor({ key: 'blind', environment: {}, values }), samples)).toEqual([]);
});

test('of the twelfth corpus an address under a name that tells not whose it is is left', () => {
  const samples = twelfthCorpus();
  expect(samples.length).toBeGreaterThanOrEqual(374);
  expect(missed(bare, samples)).toEqual(['349 ipv6 mapped dotted']);
  const values = samples.flatMap(({ secrets }) => secrets).filter((secret) => secret.length >= 4);
  expect(missed(createRedactor({ key: 'blind', environment: {}, values }), samples)).toEqual([]);
});

test.each([
  FIRST_ROWS,
  SECOND_ROWS,
  THIRD_ROWS,
  FOURTH_ROWS,
  FIFTH_ROWS,
  SIXTH_ROWS,
  SEVENTH_ROWS,
  EIGHTH_ROWS,
  EIGHTH_VARIANTS,
])('once its values are registered nothing is left', (...rows) => {
  expect(missedRegistered(rows)).toEqual([]);
});

test('nothing of the look-alikes is taken for a secret', () => {
  const all = [...FIRST_LOOKALIKES, ...SECOND_LOOKALIKES, ...THIRD_LOOKALIKES];
  expect(all.length).toBeGreaterThanOrEqual(780);
  expect(all.filter(([text, keep]) => !bare.text(text).includes(keep))).toEqual([]);
  expect(FIFTH_LOOKALIKES.filter((text) => bare.text(text) !== text)).toEqual([]);
  // addresses of nobody, as documentation gives them, are addresses
  expect(FOURTH_LOOKALIKES.filter((text) => bare.text(text) !== text)).toEqual([
    'Enter an address such as user@example.com or jane@example.org in the field below.',
  ]);
});

test('nothing of the sixth to eighth look-alikes, and of what was recorded, is taken for a secret', () => {
  const all = [...sixthLookalikes(), ...seventhLookalikes(), ...eighthLookalikes(), ...RECORDED_LOOKALIKES];
  expect(all.length).toBeGreaterThanOrEqual(800);
  expect(all.filter((text) => bare.text(text) !== text)).toEqual([
    // the address of a list is an address
    expect.stringContaining('for <list@acme.example>'),
  ]);
});

test('nothing of the eleventh look-alikes is taken for a secret', () => {
  expect(ELEVENTH_LOOKALIKES.length).toBeGreaterThanOrEqual(320);
  expect(ELEVENTH_LOOKALIKES.filter((text) => bare.text(text) !== text)).toEqual([
    // the number of a car tells whose it is
    expect.stringContaining('"vin"'),
  ]);
});

test('nothing of the ninth and tenth look-alikes is taken for a secret', () => {
  const all = [...ninthLookalikes(), ...TENTH_LOOKALIKES];
  expect(all.length).toBeGreaterThanOrEqual(450);
  expect(all.filter((text) => bare.text(text) !== text)).toEqual([]);
});

test('nothing of the twelfth look-alikes is taken for a secret', () => {
  expect(TWELFTH_LOOKALIKES.length).toBeGreaterThanOrEqual(303);
  expect(TWELFTH_LOOKALIKES.filter((text) => bare.text(text) !== text)).toEqual([]);
});

test.each([
  ['what stands around keys', thirteenthVendors, 1300],
  ['bodies, headers, files and streams', thirteenthCorpus, 310],
  ['what people write', thirteenthTalk, 430],
] as const)(
  'of the thirteenth corpus nothing is left, nor once its values are registered: %s',
  (_, make, least) => {
    const samples = make();
    expect(samples.length).toBeGreaterThanOrEqual(least);
    expect(missed(bare, samples)).toEqual([]);
    const values = samples.flatMap(({ secrets }) => secrets).filter((secret) => secret.length >= 4);
    expect(missed(createRedactor({ key: 'blind', environment: {}, values }), samples)).toEqual([]);
  },
);

test('nothing of the thirteenth look-alikes is taken for a secret', () => {
  const samples = thirteenthLookalikes();
  const harmed = samples.filter((sample) => redactSample(bare, sample).includes('[REDACTED:'));
  expect(samples.length).toBeGreaterThanOrEqual(470);
  expect(harmed.map(({ label }) => label)).toEqual([]);
});
