import captured = require('../captured.cts');
import quietly = require('./builtin.cts');
import createFileJudge = require('./judge-files.cts');
import realPaths = require('./real-path.cts');
import type wall = require('../wall.cts');

type Call = (this: object, ...args: unknown[]) => unknown;

const { isAbsolute } = captured;

/** The tokens of SQL that matter here: comments, texts and names in quotes, words, signs. */
const TOKENS =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|`(?:[^`]|``)*`?|\[[^\]]*\]?|[\w$]+|\S/g;

/** In strict, `node:sqlite` opens files outside of the workspace to read them only; it writes past `fs`. */
function hookDatabases(outer: wall.Wall): wall.GuardHook[] {
  const judge = createFileJudge(outer);
  const sqlite = quietly('node:sqlite');
  const { DatabaseSync, backup } = sqlite ?? {};
  if (sqlite === undefined || DatabaseSync === undefined) return [];
  const database = DatabaseSync.prototype as Record<string, Call>;
  const relative = new WeakMap<object, unknown>();
  const Guarded = new Proxy(DatabaseSync, {
    construct(target, args: [unknown, ({ readOnly?: boolean } | null)?], newTarget) {
      const [file, options] = [spelt(args[0]), args[1] == null ? args[1] : { ...args[1] }];
      if (options?.readOnly !== true) refuse(fileOf(file));
      const rest = args.length < 2 ? [] : [options];
      const made = Reflect.construct(target, [file, ...rest], newTarget) as object;
      if (options?.readOnly !== true && isRelative(fileOf(file))) relative.set(made, fileOf(file));
      return made;
    },
  });
  // It leads elsewhere when the process does.
  const open = database['open'] as Call;
  database['open'] = function (...args) {
    refuse(relative.get(this) ?? null);
    return Reflect.apply(open, this, args);
  };
  sqlite['DatabaseSync'] = Guarded;
  Object.defineProperty(database, 'constructor', { value: Guarded, writable: true, configurable: true });
  for (const name of ['exec', 'prepare'] as const) {
    const original = database[name] as Call;
    database[name] = function (...args) {
      read(args[0], name === 'prepare');
      return Reflect.apply(original, this, args);
    };
  }
  const createTagStore = database['createTagStore'];
  if (createTagStore !== undefined) database['createTagStore'] = hookedTagStore(createTagStore);
  if (backup !== undefined) {
    sqlite['backup'] = Object.assign(function (this: object, ...args: unknown[]): unknown {
      refuse(fileOf(args[1]));
      return Reflect.apply(backup, this, args);
    }, backup);
  }
  return [{ name: 'DatabaseSync', operation: 'fs', canary: () => new Guarded('/agent-replay-canary') }];

  /** Statements as tagged templates go past `prepare`; their class is only known by what it makes. */
  function hookedTagStore(create: Call): Call {
    const hooked = new WeakSet<object>();
    return function (...args) {
      const store = Reflect.apply(create, this, args) as object;
      const methods = Reflect.getPrototypeOf(store) as Record<string, Call>;
      if (hooked.has(methods)) return store;
      hooked.add(methods);
      for (const name of ['all', 'get', 'iterate', 'run']) {
        const original = methods[name];
        if (original === undefined) continue;
        methods[name] = function (...given) {
          read((given[0] as readonly string[]).join('?'), true);
          return Reflect.apply(original, this, given);
        };
      }
      return store;
    };
  }

  /** Looks for other files in statements; of one that may run later, whose process may be elsewhere then. */
  function read(sql: unknown, isLater: boolean): void {
    for (const named of otherFiles(String(sql))) {
      const file = named === null ? null : fileOf(named);
      refuse(named === null || (isLater && isRelative(file)) ? '/an attached database' : file);
    }
  }

  function refuse(file: unknown): void {
    const error = judge('DatabaseSync', file === null ? [] : [file]);
    if (error !== null) throw error;
  }
}

/** Files that statements open or write besides their own; null for one whose name does not simply stand there. */
function otherFiles(sql: string): (string | null)[] {
  if (!/attach|vacuum|_store_directory/i.test(sql)) return [];
  const found: (string | null)[] = [];
  let statement: string[] = [];
  for (const token of [...(sql.match(TOKENS) ?? []), ';']) {
    if (/^(?:--|\/\*)/.test(token)) continue;
    if (token !== ';') statement.push(token);
    else {
      const file = otherFile(statement);
      if (file !== undefined) found.push(file);
      statement = [];
    }
  }
  return found;
}

function isRelative(file: unknown): boolean {
  return file != null && !isAbsolute(realPaths.textOf(file));
}

/** A path as it is judged and passed on. */
function spelt(file: unknown): unknown {
  if (typeof file !== 'object' || file === null) return file;
  return 'href' in file
    ? String(file.href)
    : ArrayBuffer.isView(file)
      ? new Uint8Array(file as Uint8Array)
      : file;
}

/**
 * Of one statement: `ATTACH [DATABASE] 'file' AS name`, `VACUUM [schema] INTO 'file'`, and the pragmas that set a
 * folder for files; undefined for all others.
 */
function otherFile([first = '', ...rest]: readonly string[]): string | null | undefined {
  if (/^attach$/i.test(first)) {
    const [file = '', as = ''] = /^database$/i.test(rest[0] ?? '') ? rest.slice(1) : rest;
    return /^as$/i.test(as) ? textOf(file) : null;
  }
  if (/^pragma$/i.test(first) && rest.some((each) => /^(?:temp|data)_store_directory$/i.test(each)))
    return null;
  const into = /^vacuum$/i.test(first) ? rest.findIndex((each) => /^into$/i.test(each)) : -1;
  if (into < 0) return undefined;
  return rest.length === into + 2 ? textOf(rest[into + 1] ?? '') : null;
}

/** What stands in single or, which SQLite takes for the same where no column is meant, double quotes. */
function textOf(token: string): string | null {
  const [quote = ''] = token;
  return quote === "'" || quote === '"' ? token.slice(1, -1).replaceAll(quote + quote, quote) : null;
}

/** The file that a location of SQLite stands for; null for memory and for what SQLite removes by itself. */
function fileOf(location: unknown): unknown {
  if (typeof location !== 'string') return location;
  if (location === '' || location === ':memory:') return null;
  if (!location.startsWith('file:')) return location;
  const [address = ''] = location.slice('file:'.length).split('#', 1);
  const [name = '', query = ''] = address.split('?', 2);
  const modes = query.split('&').filter((part) => part.startsWith('mode='));
  if (modes.length > 0 && modes.every((mode) => /^mode=(?:memory|ro)$/.test(mode))) return null;
  try {
    // SQLite takes a zero for the end of the name.
    return decodeURIComponent(name.replace(/^\/\/[^/]*/, '')).split('\0', 1)[0];
  } catch {
    return '/a file whose name cannot be read';
  }
}

export = hookDatabases;
