import { expect, test } from 'vitest';
import { shorten } from './long-data.ts';
import { createRedactor } from './redactor.ts';

const IMAGE = '/9j/4AAQ'.repeat(2000);
const bare = createRedactor({ key: 'long', environment: {} });

test('the middle of long data is left out, and places are those of the whole', () => {
  const text = `see ${IMAGE} and ${IMAGE} password=hunter2x9 end`;
  const short = shorten(text);
  expect(short?.text.length).toBeLessThan(2200);
  const start = short?.text.indexOf('hunter') ?? 0;
  const edit = short?.whole({ start, end: start + 9, kind: 'password' });
  expect(text.slice(edit?.start, edit?.end)).toBe('hunter2x9');
});

test('text without long data is looked at as it is', () => {
  expect(shorten('a short text')).toBeUndefined();
});

test.each([
  ['before data', `api_key=aB3xK9mQ2pL7vN4tR8wZ ${IMAGE}`, 'aB3xK9mQ2pL7vN4tR8wZ'],
  ['behind data', `${IMAGE} ghp_${'aB3xK9mQ2pL7vN4tR8wZ'.repeat(2).slice(0, 36)}`, 'ghp_'],
  ['that is data itself', `password=${IMAGE}`, IMAGE.slice(0, 40)],
  ['around data in a URL', `https://bob:s3cr3tPw9@acme.example/${IMAGE}?token=aB3xK9mQ2pL7`, 's3cr3tPw9'],
  [
    'in data',
    `x ${Buffer.from(`${'lorem ipsum '.repeat(400)} password=hunter2x9`).toString('base64')}`,
    'aHVudGVyMng5',
  ],
])('a secret %s is found', (_, text, secret) => {
  const after = bare.text(text);
  expect(after).not.toBe(text);
  expect(after).not.toContain(secret);
});

test('data that holds nothing stays byte for byte', () => {
  const text = JSON.stringify({ image: `data:image/jpeg;base64,${IMAGE}` });
  expect(bare.text(text)).toBe(text);
});
