import { expect, test } from 'vitest';
import { fingerprint } from './fingerprint.ts';
import { LANGUAGES } from './foreign-languages.suite.ts';
import { SYSTEMS } from './foreign-systems.suite.ts';
import { IN_LOCALES } from './messages-in-locales.suite.ts';
import { IN_COLOUR } from './messages-in-colour.suite.ts';
import { PROGRAMS } from './messages-of-programs.suite.ts';
import { SERVICES } from './messages-of-services.suite.ts';
import { said } from './noisy-values.suite.ts';

test('L18: groups messages of other languages and programs by their cause', () => {
  const groups = Object.entries({ ...LANGUAGES, ...SYSTEMS }).map(([name, make]) => ({
    name,
    found: new Set(Array.from({ length: 100 }, () => fingerprint(make()))),
  }));
  expect(groups.filter(({ found }) => found.size > 1).map(({ name }) => name)).toEqual([]);
  expect(new Set(groups.flatMap(({ found }) => Array.from(found))).size).toBe(groups.length);
});

test('L18: groups by their cause what services, programs and locales write', () => {
  const groups = Object.entries({ ...SERVICES, ...PROGRAMS, ...IN_LOCALES, ...IN_COLOUR }).map(
    ([name, make]) => ({
      name,
      found: new Set(Array.from({ length: 300 }, () => fingerprint(said('exception', make())))),
    }),
  );
  expect(groups.filter(({ found }) => found.size > 1).map(({ name }) => name)).toEqual([]);
  expect(new Set(groups.flatMap(({ found }) => Array.from(found))).size).toBe(groups.length);
});
