import { expect, test } from 'vitest';
import { messagePattern } from './message-pattern.ts';

test.each([
  ['Order 4711 not found', 'order # not found'],
  ['Order ord_8f3kd2 not found', 'order # not found'],
  ['Timed out after 30000ms', 'timed out after #'],
  ['Timed out after 1 second', 'timed out after #'],
  ['Timed out after 2.5 seconds', 'timed out after #'],
  ['3 items left', '# item left'],
  ['1 item left', '# item left'],
  ["ENOENT: no such file or directory, open '/tmp/x/a b.txt'", 'enoent no such file or directory open #'],
  ['Cannot find module ./src/agent.ts', 'cannot find module #'],
  ['Bad reply {"a":{"b":[1,2]}} from model', 'bad reply # from model'],
  ['Bad reply {"a": cut off', 'bad reply #'],
  ['Mon, 24 Nov 2026 08:00:00 GMT is past', '# is past'],
  ['2026-11-24T08:00:00.000Z is past', '# is past'],
  ['Charged $12.50 to card=4242', 'charged # to card #'],
  ['HTTP 404 from https://x.example/y', 'http status_eae from #'],
  ['Request failed with status code 503', 'request failed with status code status_fad'],
  ["can't do that", 'can t do that'],
  ['key deadbeefcafe is gone', 'key # is gone'],
  ['the facade is gone', 'the facade is gone'],
  ['getUser is not a function', 'getuser is not a function'],
  ['getElementsByTagName is missing', 'getelementsbytagname is missing'],
  ['2 entries were lost', '# entry was lost'],
  ['Datei „Bericht“ fehlt seit 3. März 2026', 'datei # fehlt seit #'],
  ['open \\\\nas\\share\\a.txt failed', 'open # failed'],
  ['id VaStGXRb_ZajdHibB-myT gone', 'id # gone'],
  ['the job of 5 mai 2024 à 10:22 and of 3. elokuuta 2024 klo 9.15', 'the job of # and of #'],
  ['due 2024年5月3日星期五 上午10:22', 'due #'],
  ['fällig am ٣ مايو ٢٠٢٤', 'fällig am #'],
  ['3 out of 5 may fail', '# out of # fail'],
  ['took 3 Stunden 5 Minuten', 'took #'],
  ["no customer 'Conor O'Brien' here", 'no customer # here'],
  ['said "a\nb" twice', 'said # twice'],
  ['getaddrinfo ENOTFOUND db.acme', 'getaddrinfo enotfound #'],
  ['cannot reach eu.api.acme.com:443', 'cannot reach #'],
  ['list.at is not a function', 'list at is not a function'],
  [`Unexpected token 'S', "Sure! "Here" is"... is not valid JSON`, 'unexpected token # is not valid json'],
])('reads %j as %j', (message, pattern) => {
  expect(messagePattern(message)).toBe(pattern);
});

test('takes little time for hostile texts', () => {
  for (const part of [
    '"',
    "'",
    '{',
    '[{',
    '/a',
    'a@',
    'a.',
    '\\"',
    '#',
    'Aa',
    '= ',
    "'a'b",
    '"\n',
    'x.com ',
    '# de ',
    '年',
  ]) {
    expect(messagePattern(part.repeat(50_000)).length).toBeLessThanOrEqual(200);
  }
});
