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
  [
    'postgres://user@server:secret@server.example.com/app',
    'postgres://user@server:***@server.example.com/app',
  ],
  ['mysql://u@h:secret@h/app', 'mysql://u@h:***@h/app'],
  ['postgres://user%40server:secret@db/app', 'postgres://user%40server:***@db/app'],
  ['postgres://u:secret@db/app?user=x@y', 'postgres://u:***@db/app?user=x@y'],
  ['postgres://db:5432/app?application_name=me@host', 'postgres://db:5432/app?application_name=me@host'],
  ['postgres://u:12/secret@db/app', 'postgres://u:***@db/app'],
  ['postgres://u:12?secret@db/app', 'postgres://u:***@db/app'],
  ['postgres://u:12#secret@db/app', 'postgres://u:***@db/app'],
  ['postgres://u:sec@12/ret@db/app', 'postgres://u:***@db/app'],
  ['postgres://u:secret@db/app?a=b#c=d', 'postgres://u:***@db/app?a=b#c=d'],
  ['postgres://u:12?w=x@host/db', 'postgres://u:***@host/db'],
  ['postgres://u:2024?a=b@host/db', 'postgres://u:***@host/db'],
  ['postgres://u:12/3?a=b&w=x@host/db', 'postgres://u:***@host/db'],
  ['postgres://u@db:5432/app', 'postgres://u@db:5432/app'],
  ['postgres://db:5432/app', 'postgres://db:5432/app'],
])('shows %s without its password', (url, shown) => {
  expect(withoutPassword(url)).toBe(shown);
  expect(withoutPassword(JSON.stringify(url))).toBe(JSON.stringify(shown));
});

it('shows a text without the passwords in it, whoever they are of', () => {
  const said = 'cannot open postgres://user@server:secret@db/app: it is away';
  expect(withoutPassword(said)).toBe('cannot open postgres://user@server:***@db/app: it is away');
  expect(withoutPassword('postgres://u:se"cr et@db')).toBe('postgres://u:***@db');
});

it('refuses what is no store without telling its password', () => {
  expect(() => storePlace('mysql://u:secret@db')).toThrow('"mysql://u:***@db"');
});

const spoolOf = (url: string) => spoolFolders(storePlace(url));

it.each([
  'postgres://u:other@db/app',
  'postgresql://u:secret@db:5432/app?sslmode=require',
  'postgres:///app?host=db&user=u&password=secret',
  'postgres://v:other@db/app?user=u',
  'postgres://%75:secret@db/app',
])('finds the spool of postgres://u:secret@db/app as %s', (url) => {
  expect(spoolOf(url)).toEqual(spoolOf('postgres://u:secret@db/app'));
});

it.each([
  'postgres://v:secret@db/app',
  'postgres://u:secret@other/app',
  'postgres://u:secret@db:5433/app',
  'postgres://u:secret@db/other',
  'postgres://u:secret@db',
  'postgres://u:secret@db/app?options=-csearch_path%3Dreplays',
  'postgres://u:sec/ret@db/app',
])('keeps the spool of %s apart', (url) => {
  expect(spoolOf(url)).not.toEqual(spoolOf('postgres://u:secret@db/app'));
});
