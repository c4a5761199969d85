import captured = require('../captured.cts');
import quietly = require('./builtin.cts');
import createFileJudge = require('./judge-files.cts');
import names = require('./sqlite-names.cts');
import type wall = require('../wall.cts');

type Call = (this: object, ...args: unknown[]) => unknown;

const { fileOf } = names;

/** In strict, `node:sqlite` opens files outside of the workspace to read them only; it writes past `fs`. */
function hookDatabases(outer: wall.Wall): wall.GuardHook[] {
  const judge = createFileJudge(outer);
  const sqlite = quietly('node:sqlite');
  const { DatabaseSync, backup } = sqlite ?? {};
  if (sqlite === undefined || DatabaseSync === undefined) return [];
  const database = DatabaseSync.prototype as Record<string, Call>;
  const places = new WeakMap<object, unknown>();
  /** Statements that name other files, which are judged when they run: paths may lead elsewhere by then. */
  const statements = new WeakMap<object, readonly names.NamedFile[]>();
  const Guarded = new Proxy(DatabaseSync, {
    construct(target, args: [unknown, ({ readOnly?: boolean } | null)?], newTarget) {
      const [file, options] = [spelt(args[0]), args[1] == null ? args[1] : { ...args[1] }];
      if (options?.readOnly !== true) refuse(fileOf(file));
      const rest = args.length < 2 ? [] : [options];
      const made = Reflect.construct(target, [file, ...rest], newTarget) as object;
      if (options?.readOnly !== true) places.set(made, fileOf(file));
      return made;
    },
  });
  // It may lead elsewhere by now.
  const open = database['open'] as Call;
  database['open'] = function (...args) {
    refuse(places.get(this) ?? null);
    return Reflect.apply(open, this, args);
  };
  sqlite['DatabaseSync'] = Guarded;
  Object.defineProperty(database, 'constructor', { value: Guarded, writable: true, configurable: true });
  const { exec, prepare } = database as Record<'exec' | 'prepare', Call>;
  database['exec'] = function (...args) {
    refuseAll(namedIn(args[0]));
    return Reflect.apply(exec, this, args);
  };
  database['prepare'] = function (...args) {
    const files = namedIn(args[0]);
    refuseAll(files);
    const statement = Reflect.apply(prepare, this, args) as object;
    if (files.length > 0) statements.set(statement, files);
    return statement;
  };
  hookStatements(sqlite['StatementSync']?.prototype as Record<string, Call>);
  const createTagStore = database['createTagStore'];
  if (createTagStore !== undefined) database['createTagStore'] = hookedTagStore(createTagStore);
  if (backup !== undefined) {
    sqlite['backup'] = Object.assign(function (this: object, ...args: unknown[]): unknown {
      refuse(fileOf((args[1] = spelt(args[1]))));
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
      for (const name of RUNS) {
        const original = methods[name];
        if (original === undefined) continue;
        methods[name] = function (texts, ...given) {
          // As it is judged and passed on.
          const sql = Array.from(texts as readonly string[], String);
          const values = given.map(settled);
          refuseAll(names.otherFiles(sql.join('?')), values.flatMap(valuesOf));
          return Reflect.apply(original, this, [sql, ...values]);
        };
      }
      return store;
    };
  }

  function hookStatements(methods: Record<string, Call>): void {
    const all = methods['all'] as Call;
    for (const name of RUNS) {
      const original = methods[name] as Call;
      methods[name] = function (...given) {
        const files = statements.get(this);
        if (files === undefined) return Reflect.apply(original, this, given);
        const values = given.map(settled);
        refuseAll(files, values.flatMap(valuesOf));
        // One that is iterated runs when it is asked for its first row.
        return name === 'iterate'
          ? (Reflect.apply(all, this, values) as unknown[]).values()
          : Reflect.apply(original, this, values);
      };
    }
  }

  /** @param values what is bound to the parameters, of a statement that runs now */
  function refuseAll(files: readonly names.NamedFile[], values: readonly unknown[] = []): void {
    for (const file of files) {
      if (file === 'unknown') raise(judge.unnamed('/an attached database'));
      else if (file === 'parameter') for (const value of values) refuse(fileOf(value));
      else refuse(fileOf(file.file));
    }
  }

  function refuse(file: unknown): void {
    raise(judge('DatabaseSync', file === null ? [] : [file]));
  }
}

const RUNS = ['all', 'get', 'iterate', 'run'];

function namedIn(sql: unknown): names.NamedFile[] {
  return typeof sql === 'string' ? names.otherFiles(sql) : [];
}

function raise(error: Error | null): void {
  if (error !== null) throw error;
}

/** What is bound to parameters, as it is judged and passed on. */
function settled(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return ArrayBuffer.isView(value) ? new Uint8Array(value as Uint8Array) : { ...value };
}

/** Each by itself, as SQLite takes it for a name. */
function valuesOf(value: unknown): unknown[] {
  if (ArrayBuffer.isView(value)) return [value];
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(valuesOf);
  return [value === null || value === undefined ? '' : captured.toText(value)];
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

export = hookDatabases;
