import { expect, it } from 'vitest';
import { spoolFolders, storePlace, withoutPassword } from './store-place.ts';

it.each([
  ['postgres://u:secret@db/app', 'postgres://u:***@db/app'],
  ['postgresql://:secret@db/app', 'postgresql://:***@db/app'],
  ['postgres://u:sec/ret@db:5432/app', 'postgres://u:***@db:5432/app'],
  ['postgres://u:sec@ret/s@db/app', 'postgres://u:***@db/app'],
  ['postgres://u:sec?ret#s@db/app', 'postgres://u:***@db/app'],
  [
    'postgres://db/app?user=u&password=secret&sslmode=require',
    'postgres://db/app?user=u&password=***&sslmode=require',
  ],
  ['mysql://u:secret@db/app', 'mysql://u:***@db/app'],
  ['postgres://u@db:5432/app', 'postgres://u@db:5432/app'],
  ['postgres://db:5432/app', 'postgres://db:5432/app'],
])('shows %s without its password', (url, shown) => {
  expect(withoutPassword(url)).toBe(shown);
  expect(withoutPassword(JSON.stringify(url))).toBe(JSON.stringify(shown));
});

it('refuses what is no store without telling its password', () => {
  expect(() => storePlace('mysql://u:secret@db')).toThrow('"mysql://u:***@db"');
});

const spoolOf = (url: string) => spoolFolders(storePlace(url));

it.each([
  'postgres://u:other@db/app',
  'postgres://v:other@db/app',
  'postgresql://u:secret@db:5432/app?sslmode=require',
  'postgres:///app?host=db&user=u&password=secret',
])('finds the spool of postgres://u:secret@db/app as %s', (url) => {
  expect(spoolOf(url)).toEqual(spoolOf('postgres://u:secret@db/app'));
});

it.each([
  'postgres://u:secret@other/app',
  'postgres://u:secret@db:5433/app',
  'postgres://u:secret@db/other',
  'postgres://u:secret@db',
  'postgres://u:secret@db/app?options=-csearch_path%3Dreplays',
  'postgres://u:sec/ret@db/app',
])('keeps the spool of %s apart', (url) => {
  expect(spoolOf(url)).not.toEqual(spoolOf('postgres://u:secret@db/app'));
});
