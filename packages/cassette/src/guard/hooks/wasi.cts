import path = require('node:path');
import quietly = require('./builtin.cts');
import captured = require('../captured.cts');
import createFileJudge = require('./judge-files.cts');
import openFiles = require('./open-file.cts');
import pathTexts = require('./path-text.cts');
import realPaths = require('./real-path.cts');
import type wall = require('../wall.cts');

type Call = (this: object, ...args: unknown[]) => unknown;

interface Options {
  preopens?: Record<string, unknown>;
  stdin?: unknown;
  stdout?: unknown;
  stderr?: unknown;
}

/** What a module reaches: its memory, and files of the machine by its own descriptors. */
interface Reach {
  memory: object | undefined;
  places: Map<number, string>;
}

/** `EACCES` of WASI, its `O_CREAT` and `O_TRUNC`, and the rights to `fd_write`, `fd_allocate` and `fd_filestat_set_size`. */
const REFUSED = 2;
const MAKES = 1 | 8;
const WRITES = (1n << 6n) | (1n << 8n) | (1n << 22n);
/** Standard streams have the numbers before. */
const FIRST_FOLDER = 3;

/** Where the arguments stand that say what a call changes: folder, place of the text, length; and how it is judged. */
const CHANGED: readonly (readonly [name: string, as: string, paths: readonly (readonly number[])[]])[] = [
  ['path_create_directory', 'mkdir', [[0, 1, 2]]],
  ['path_filestat_set_times', 'utimes', [[0, 2, 3]]],
  [
    'path_link',
    'link',
    [
      [0, 2, 3],
      [4, 5, 6],
    ],
  ],
  ['path_remove_directory', 'rmdir', [[0, 1, 2]]],
  [
    'path_rename',
    'rename',
    [
      [0, 1, 2],
      [3, 4, 5],
    ],
  ],
  ['path_symlink', 'symlink', [[2, 3, 4]]],
  ['path_unlink_file', 'unlink', [[0, 1, 2]]],
];

declare const WebAssembly: { Memory: { prototype: object } };

const join = path.posix.join.bind(path.posix);
const bufferOf = Reflect.getOwnPropertyDescriptor(WebAssembly.Memory.prototype, 'buffer') as {
  get: () => ArrayBuffer;
};

/**
 * A module writes by native code below the folders it is given, and follows links out of them: the folders are judged
 * when they are given, and its calls by where they lead.
 */
function hookWasi(outer: wall.Wall): void {
  const wasi = quietly('node:wasi');
  const WASI = wasi?.['WASI'];
  if (wasi === undefined || WASI === undefined) return;
  const judge = createFileJudge(outer);
  const reached = new WeakMap<object, Reach>();
  hookCalls(Reflect.getPrototypeOf(importsOf(new WASI({ version: 'preview1' }))) as Record<string, Call>);
  const Guarded = new Proxy(WASI, {
    construct(target, [given]: [object?], newTarget) {
      const options = spelt(given);
      const folders = Object.values(options.preopens ?? {});
      const streams = [options.stdin, options.stdout, options.stderr].filter((fd) => Number(fd) > 2);
      raise(judge('WASI', folders));
      if (judge.isArmed())
        raise(
          judge(
            'stdio',
            streams.map((fd) => outer.aside(() => openFiles.writtenFile(Number(fd)))),
          ),
        );
      const places = folders.map((folder) => outer.aside(() => realPaths.realPath(realPaths.toPath(folder))));
      const made = Reflect.construct(target, [options], newTarget) as object;
      const reach = {
        memory: undefined,
        places: new Map(places.map((place, at) => [FIRST_FOLDER + at, place])),
      };
      reached.set(importsOf(made), reach);
      watchMemory(made, reach);
      return made;
    },
  });
  wasi['WASI'] = Guarded;
  Object.defineProperty(WASI.prototype, 'constructor', {
    value: Guarded,
    writable: true,
    configurable: true,
  });

  function hookCalls(calls: Record<string, Call>): void {
    for (const [name, as, paths] of CHANGED)
      hook(calls, name, (imports, args) =>
        ask(
          as,
          paths.map(([folder = 0, at = 0, length = 0]) =>
            placeAt(imports, args[folder], args[at], args[length]),
          ),
        ),
      );
    for (const name of ['fd_filestat_set_size', 'fd_filestat_set_times'])
      hook(calls, name, (imports, [fd]) => ask('futimes', [reached.get(imports)?.places.get(Number(fd))]));
    hook(
      calls,
      'path_open',
      (imports, [folder, , at, length, flags, rights]) =>
        (Number(flags) & MAKES) === 0 && (BigInt(rights as number) & WRITES) === 0n
          ? null
          : ask('open', [placeAt(imports, folder, at, length)]),
      (imports, [folder, , at, length, , , , , result]) => {
        const opened = new DataView(bytesOf(imports)).getUint32(Number(result) >>> 0, true);
        keep(imports, opened, placeAt(imports, folder, at, length));
      },
    );
    hook(
      calls,
      'fd_close',
      () => null,
      (imports, [fd]) => keep(imports, Number(fd), undefined),
    );
    hook(
      calls,
      'fd_renumber',
      () => null,
      (imports, [from, to]) => {
        keep(imports, Number(to), reached.get(imports)?.places.get(Number(from)));
        keep(imports, Number(from), undefined);
      },
    );
  }

  function hook(
    calls: Record<string, Call>,
    name: string,
    refuse: (imports: object, args: readonly unknown[]) => Error | null,
    then: (imports: object, args: readonly unknown[]) => void = () => {},
  ): void {
    const original = calls[name] as Call;
    calls[name] = function (...args) {
      if (refuse(this, args) !== null) return REFUSED;
      const failed = Reflect.apply(original, this, args);
      if (failed === 0) then(this, args);
      return failed;
    };
  }

  function ask(as: string, files: readonly (string | undefined)[]): Error | null {
    if (!judge.isArmed()) return null;
    return files.includes(undefined) ? judge.unnamed('/a file of WebAssembly') : judge(as, files);
  }

  /** The file that a call names; undefined where that cannot be told. */
  function placeAt(imports: object, folder: unknown, at: unknown, length: unknown): string | undefined {
    const place = reached.get(imports)?.places.get(Number(folder));
    if (place === undefined || reached.get(imports)?.memory === undefined) return undefined;
    const text = pathTexts.textOf(new Uint8Array(bytesOf(imports), Number(at) >>> 0, Number(length) >>> 0));
    // Of an absolute one it hangs on what the folder is called in there.
    return text.startsWith('/') ? undefined : join(place, text);
  }

  function bytesOf(imports: object): ArrayBuffer {
    return Reflect.apply(bufferOf.get, reached.get(imports)?.memory, []);
  }

  function keep(imports: object, fd: number, place: string | undefined): void {
    const places = reached.get(imports)?.places;
    if (place === undefined) places?.delete(fd);
    else places?.set(fd, place);
  }
}

/** A module's memory is told when it starts. */
function watchMemory(made: object, reach: Reach): void {
  const key = Object.getOwnPropertySymbols(made).find(({ description }) => description === 'kSetMemory');
  const setMemory = key === undefined ? undefined : (Reflect.get(made, key) as Call);
  if (key === undefined || setMemory === undefined) return;
  Reflect.set(made, key, function (this: object, memory: object): unknown {
    reach.memory = memory;
    return Reflect.apply(setMemory, this, [memory]);
  });
}

function importsOf(made: object): object {
  return Reflect.get(made, 'wasiImport') as object;
}

/** As it is judged and passed on: a property could say another thing the second time. */
function spelt(given: object | undefined): Options {
  const { preopens, ...options }: Options = { ...given };
  if (typeof preopens !== 'object' || preopens === null)
    return { ...options, ...(preopens === undefined ? {} : { preopens }) };
  const texts = Object.entries(preopens).map(([name, folder]) => [name, captured.toText(folder)]);
  return { ...options, preopens: Object.fromEntries(texts) as Record<string, string> };
}

function raise(error: Error | null): void {
  if (error !== null) throw error;
}

export = hookWasi;
