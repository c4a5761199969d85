import { expect, test } from 'vitest';
import { fakes } from '../corpora/fake.suite.ts';
import { createRedactor } from '../redactor.ts';
import { urls } from './urls.ts';
import { describeRule } from './rule.suite.ts';

const s = fakes('urls secret').alnum(24);

describeRule(urls, {
  finds: [
    ['https://x.example/calendar/feed/wyRb_XQs8qteiO0VCYBoMNPHxKXB4o8lNKOc9Uj.ics', 'wyRb_XQs8qteiO'],
    ['see https://jo:' + fakes('urls').alnum(12) + '@example.com/', fakes('urls').alnum(12)],
    [`https://example.com/magic/${s}`, s],
    [`https://example.com/u/${s}/unsubscribe`, s],
    [`https://example.com/f?gate=${s}&page=2`, s],
    [`https://example.com/file/a1#${s}`, s],
    ['postgres://app:Sunny7x#42@db.acme.io/x', 'Sunny7x#42'],
  ],
  leaves: [
    'https://x.example/cal/GermanHolidays2024Calendar.ics',
    'https://example.com/docs?page=2&lang=en',
    'postgres://USER:PASSWORD@HOST:5432/NAME',
    'postgres://localhost:5432/app',
    'postgres://user:password@localhost:5432/db',
    'a://b',
    'https://example.com/issues#42',
    'https://example.com:8080#jo@home',
    'https://example.com/guide#Section2OverviewOfThings',
    'https://example.com/guide#getting-started-with-2024-models',
    `https://example.com/pull/9/files#diff-${'a4'.repeat(32)}R44`,
    `https://example.com/v1/chats?session=resp_${'a4'.repeat(24)}`,
    `https://example.com/v1/chats?state=v1_Ch${s}&key=call_${s}`,
  ],
});

const redactor = createRedactor({ key: 'urls', environment: {} });

test.each([
  ['https://user:password@', 'api.acme.io/v1'],
  ['https://username:pass@', 'real.acme.io/v1?x=1'],
  ['https://USER:PASSWORD@', 'api.acme.io/v1'],
  ['postgres://user:password@', 'db:5432/db'],
  ['redis://user:passwd@', '81.187.44.203:6379/0'],
])('words as a user and a password go, and the host stays: %s%s', (user, rest) => {
  const secret = /:([^:@]+)@$/.exec(user)?.[1] ?? '';
  const kept = user.slice(0, -secret.length - 1);
  for (const after of [redactor.url(user + rest), redactor.text(`see ${user}${rest}`).slice(4)]) {
    const placeholder = after.slice(kept.length, -rest.length - 1);
    expect(placeholder).toMatch(/^\[REDACTED:password:[0-9a-f]{8}\]$/);
    expect(after).toBe(`${kept}${placeholder}@${rest}`);
  }
});

test.each([
  'https://user:password@example.com/v1',
  'https://username:pass@api.example.org/',
  'https://user:pw@shop.test:8443/',
  'postgres://user:password@127.0.0.1:5432/db',
  'postgres://user:password@[::1]:5432/db',
  'postgres://USER:PASSWORD@HOST:5432/NAME',
  'https://token:x-oauth-basic@github.com/acme/shop.git',
])('%s opens nothing, and no address is seen in it', (url) => {
  expect(redactor.url(url)).toBe(url);
  expect(redactor.text(`see ${url}`)).toBe(`see ${url}`);
});

test('an address behind what is no URL is found', () => {
  const address = 'jo.doe@mail.acme.io';
  for (const text of [`9x://a:${address}`, `to:${address}`, `//a:${address}`])
    expect(redactor.text(text)).not.toContain(address);
});

const DIGEST = '0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d';

test.each([
  `https://x.example/password/reset?t=${DIGEST}`,
  `https://x.example/forgot-password?h=${DIGEST}`,
  `https://x.example/account/activate?a=${DIGEST}`,
])('what a link in a mail opens the door with goes, though it looks like a digest: %s', (url) => {
  expect(redactor.url(url)).not.toContain(DIGEST);
  expect(redactor.text(`see ${url}`)).not.toContain(DIGEST);
});

test.each([
  `https://x.example/search?t=${DIGEST}`,
  `https://x.example/build/activate?commit=${DIGEST}`,
  'https://x.example/reset?t=42',
])('a digest elsewhere stays: %s', (url) => {
  expect(redactor.url(url)).toBe(url);
});

test.each(['https://a.b/?t=', 'https://a.b/?next=', 'https://a.b/reset?t='])(
  'links within links are read to a depth, and what is deeper goes: %s',
  (link) => {
    const few = link.repeat(10);
    expect(redactor.url(few)).toBe(few);
    const deep = `${link.repeat(10_000)}secret`;
    for (const rest of [
      redactor.url(deep),
      redactor.text(`see ${deep}`),
      JSON.stringify(redactor.json({ url: deep })),
    ]) {
      expect(rest).toContain('[REDACTED:unread:');
      expect(rest).not.toContain('secret');
    }
  },
);
