import moduleApi = require('node:module');
import os = require('node:os');
import path = require('node:path');
import captured = require('../captured.cts');
import createFileJudge = require('./judge-files.cts');
import pathTexts = require('./path-text.cts');
import underWay = require('./under-way.cts');
import type wall = require('../wall.cts');

type Call = (this: object, ...args: unknown[]) => unknown;

const { resolve } = captured;
const { textOf } = pathTexts;
const { sep } = path;
const tmpdir = os.tmpdir.bind(os);

/** What writes files from native code, past `fs`: reports, snapshots, traces, the compile cache. */
function hookWriters(outer: wall.Wall): {
  /** Each to be called when its module of Node's is loaded. */
  hookV8: () => void;
  hookTraces: () => void;
} {
  const judge = createFileJudge(outer);
  let endReports = (): void => {};
  const armed = new Set<string>();
  hookReport();
  hookCompileCache();
  return { hookV8, hookTraces };

  function hookV8(): void {
    const v8 = process.getBuiltinModule('node:v8');
    before(v8, 'writeHeapSnapshot', (args) => {
      if (args[0] === undefined) return [resolve('Heap.heapsnapshot')];
      if (isPath(args[0])) args[0] = textOf(args[0]);
      return [args[0]];
    });
    before(v8, 'setHeapSnapshotNearHeapLimit', () => ['Heap.heapsnapshot'], stay);
    before(v8, 'setFlagsFromString', (args) => {
      if (typeof args[0] !== 'string' || !WRITING.test(args[0])) return [];
      return [ROOT, resolve('v8.log'), ...namedBy(args[0])];
    });
  }

  /** They are written to where the process is, when they are switched on. */
  function hookTraces(): void {
    const traces = traceEvents();
    if (traces === undefined) return;
    const files = () => ['node_trace.1.log'];
    let hooked = false;
    before(traces, 'createTracing', files, (tracing) => {
      if (!hooked) before(Object.getPrototypeOf(tracing) as object, 'enable', files, stay);
      hooked = true;
    });
  }

  /** What writes to where the process is at some time keeps it from where it may not write. */
  function stay(_result: unknown, files: readonly unknown[]): void {
    const key = files.join();
    if (armed.has(key)) return;
    armed.add(key);
    underWay.begin('trace', files);
  }

  /** Judges a call by the files it names, in `args` as they are passed on. */
  function before(
    holder: object,
    name: string,
    files: (args: unknown[]) => unknown[],
    then: (result: unknown, files: readonly unknown[]) => void = () => {},
  ): void {
    const original = Reflect.get(holder, name) as Call;
    Reflect.set(holder, name, function (this: object, ...args: unknown[]): unknown {
      const written = files(args);
      refuse(name, written);
      const result = Reflect.apply(original, this, args);
      then(result, written);
      return result;
    });
  }

  /** In strict a cache is one that is switched off: no program depends on it. Elsewhere its folder is judged. */
  function hookCompileCache(): void {
    const { constants, enableCompileCache } = moduleApi;
    const enable = enableCompileCache as (given: unknown) => unknown;
    const { DISABLED: status } = constants.compileCacheStatus;
    outer.whenPolicy(switchCache(() => outer.policy.mode === 'strict' && outer.policy.workspace !== null));
    Reflect.set(moduleApi, 'enableCompileCache', (given?: unknown) => {
      if (!outer.lenient && outer.policy.workspace !== null) return { status };
      // As it is judged and passed on.
      const asked = typeof given === 'object' && given !== null ? { ...given } : given;
      const isObject = typeof asked === 'object' && asked !== null;
      const named: unknown = isObject ? Reflect.get(asked, 'directory') : asked;
      const directory: unknown = named ?? defaultCache();
      if (typeof directory === 'string') refuse('enableCompileCache', [directory]);
      return enable(isObject ? { ...asked, directory } : directory);
    });
  }

  /** The report is made on first use; its file lies in `directory`, else in the working directory. */
  function hookReport(): void {
    const own = Object.getOwnPropertyDescriptor(process, 'report');
    if (own?.get === undefined) return;
    let hooked = false;
    const hookedGet = (): NodeJS.ProcessReport => {
      const report = own.get?.call(process) as NodeJS.ProcessReport;
      if (hooked) return report;
      hooked = true;
      const getReport = Reflect.get(report, 'getReport') as Call;
      Reflect.set(report, 'getReport', function (this: object, ...args: unknown[]): unknown {
        askNobody(report);
        return Reflect.apply(getReport, this, args);
      });
      for (const name of ['directory', 'filename', ...UNASKED]) judgeUnasked(report, name);
      const writeReport = Reflect.get(report, 'writeReport') as Call;
      Reflect.set(report, 'writeReport', function (this: object, ...args: unknown[]): unknown {
        const filename = [args[0], report.filename].find(isNamed);
        refuse('report', filesOf({ directory: report.directory, filename }));
        askNobody(report);
        return Reflect.apply(writeReport, this, args);
      });
      return report;
    };
    Object.defineProperty(process, 'report', { configurable: true, enumerable: true, get: hookedGet });
  }

  /** Nobody sees it being written: what it is set to counts, and stays where it leads for as long as it may be written. */
  function judgeUnasked(report: NodeJS.ProcessReport, name: string): void {
    const own = Object.getOwnPropertyDescriptor(report, name);
    if (own?.set === undefined) return;
    Object.defineProperty(report, name, {
      ...own,
      set(given: unknown) {
        const value = typeof given === 'object' && given !== null ? captured.toText(given) : given;
        const next = { ...settingsOf(report), [name]: value };
        const files = UNASKED.some((each) => next[each] === true) ? filesOf(next) : [];
        refuse('report', files);
        own.set?.call(report, value);
        endReports();
        endReports = underWay.begin('report', files);
      },
    });
  }

  /** A report asks a resolver for the name of each address that a socket has. */
  function askNobody(report: NodeJS.ProcessReport): void {
    if (outer.policy.mode !== 'off') Reflect.set(report, 'excludeNetwork', true);
  }

  function refuse(name: string, files: readonly unknown[]): void {
    const error = judge(name, files);
    if (error !== null) throw error;
  }
}

/** Flags of V8 that make it write files, or say where. */
const WRITING = /path|file|dir|log|prof|trace|print|redirect|dump|snapshot|gdb|record|natives/i;
const NO_CACHE = 'NODE_DISABLE_COMPILE_CACHE';
const ROOT = path.parse(process.cwd()).root;
/** Set, a report writes by itself. */
const UNASKED = ['reportOnFatalError', 'reportOnSignal', 'reportOnUncaughtException'];

type ReportSettings = Record<string, unknown>;

function settingsOf(report: NodeJS.ProcessReport): ReportSettings {
  const names = ['directory', 'filename', ...UNASKED];
  return Object.fromEntries(names.map((name) => [name, Reflect.get(report, name) as unknown]));
}

/** The folder of a report and its file in there, or by itself; it has a name of Node's making where it has none. */
function filesOf({ directory, filename }: ReportSettings): string[] {
  if (filename === 'stdout' || filename === 'stderr') return [];
  const folder = isNamed(directory) ? String(directory) : '.';
  const name = isNamed(filename) ? String(filename) : 'report.json';
  return [`${folder}${sep}${name}`, resolve(folder, name)];
}

/** What flags of V8 may name: each word, and what it sets. */
function namedBy(flags: string): string[] {
  return flags
    .split(/\s+/)
    .flatMap((word) => [word, word.slice(word.indexOf('=') + 1)])
    .filter(isNamed);
}

/** For whoever holds `enableCompileCache` from before: Node looks for this name at each call. */
function switchCache(isOff: () => boolean): () => void {
  const { env } = process;
  let before: string | undefined;
  let wasOff = false;
  return () => {
    if (isOff() === wasOff) return;
    wasOff = !wasOff;
    if (wasOff) {
      before = env[NO_CACHE];
      env[NO_CACHE] = '1';
    } else if (before === undefined) Reflect.deleteProperty(env, NO_CACHE);
    else env[NO_CACHE] = before;
  };
}

function defaultCache(): string {
  return process.env['NODE_COMPILE_CACHE'] || `${tmpdir()}${sep}node-compile-cache`;
}

/** A worker thread has none, and a Node that was built so. */
function traceEvents(): object | undefined {
  try {
    return process.getBuiltinModule('node:trace_events');
  } catch {
    return undefined;
  }
}

function isPath(file: unknown): boolean {
  return ArrayBuffer.isView(file) || (typeof file === 'object' && file !== null && 'href' in file);
}

function isNamed(name: unknown): boolean {
  return typeof name === 'string' && name !== '';
}

export = hookWriters;
