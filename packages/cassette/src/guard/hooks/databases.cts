import moduleApi = require('node:module');
import quietly = require('./builtin.cts');
import createFileJudge = require('./judge-files.cts');
import type wall = require('../wall.cts');

type Call = (this: object, ...args: unknown[]) => unknown;

/** Statements that open or write another file, with its name where it stands there as text. */
const OTHER_FILE = /(?:^|;)\s*(?:attach\b|vacuum\b[^;]*?\binto\b)[^';]*(?:'((?:[^']|'')*)')?/gi;
const COMMENTS = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;

/** In strict, `node:sqlite` opens files outside of the workspace to read them only; it writes past `fs`. */
function hookDatabases(outer: wall.Wall): wall.GuardHook[] {
  const judge = createFileJudge(outer);
  const sqlite = quietly('node:sqlite');
  const { DatabaseSync, backup } = sqlite ?? {};
  if (sqlite === undefined || DatabaseSync === undefined) return [];
  const Guarded = new Proxy(DatabaseSync, {
    construct(target, args: [unknown, { readOnly?: boolean }?], newTarget) {
      const [file, options] = args;
      if (options?.readOnly !== true) refuse(fileOf(file));
      return Reflect.construct(target, args, newTarget) as object;
    },
  });
  sqlite['DatabaseSync'] = Guarded;
  const database = DatabaseSync.prototype as Record<string, Call>;
  Object.defineProperty(database, 'constructor', { value: Guarded, writable: true, configurable: true });
  for (const name of ['exec', 'prepare'] as const) {
    const original = database[name] as Call;
    database[name] = function (...args) {
      for (const [, named] of String(args[0]).replaceAll(COMMENTS, ' ').matchAll(OTHER_FILE))
        refuse(named === undefined ? '/an attached database' : fileOf(named.replaceAll("''", "'")));
      return Reflect.apply(original, this, args);
    };
  }
  if (backup !== undefined) {
    sqlite['backup'] = Object.assign(function (this: object, ...args: unknown[]): unknown {
      refuse(fileOf(args[1]));
      return Reflect.apply(backup, this, args);
    }, backup);
  }
  moduleApi.syncBuiltinESMExports();
  return [{ name: 'DatabaseSync', operation: 'fs', canary: () => new Guarded('/agent-replay-canary') }];

  function refuse(file: unknown): void {
    const error = judge('DatabaseSync', file === null ? [] : [file]);
    if (error !== null) throw error;
  }
}

/** The file that a location of SQLite stands for; null for memory and for what SQLite removes by itself. */
function fileOf(location: unknown): unknown {
  if (typeof location !== 'string') return location;
  if (location === '' || location === ':memory:') return null;
  if (!location.startsWith('file:')) return location;
  const [name = '', query = ''] = location.slice('file:'.length).split('?', 2);
  return /(?:^|&)mode=(?:memory|ro)(?:&|$)/.test(query)
    ? null
    : decodeURIComponent(name.replace(/^\/\/[^/]*/, ''));
}

export = hookDatabases;
