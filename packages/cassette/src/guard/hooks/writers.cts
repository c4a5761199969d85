import moduleApi = require('node:module');
import path = require('node:path');
import quietly = require('./builtin.cts');
import captured = require('../captured.cts');
import createFileJudge = require('./judge-files.cts');
import type wall = require('../wall.cts');

type Call = (this: object, ...args: unknown[]) => unknown;

const { resolve } = captured;
const { sep } = path;

/** What writes files from native code, past `fs`: WASI's folders, reports, snapshots, traces, the compile cache. */
function hookWriters(outer: wall.Wall): {
  /** To be called when writes begin to be judged: loading these modules takes a while. */
  arm: () => void;
  hookWasi: () => void;
} {
  const judge = createFileJudge(outer);
  hookReport();
  hookCompileCache();
  let armed = false;
  return {
    hookWasi,
    arm() {
      if (armed || outer.lenient || outer.policy.workspace === null) return;
      armed = true;
      hookDiagnostics();
    },
  };

  function hookWasi(): void {
    const wasi = quietly('node:wasi');
    const WASI = wasi?.['WASI'];
    if (wasi === undefined || WASI === undefined) return;
    const Guarded = new Proxy(WASI, {
      construct(target, [given]: [{ preopens?: Record<string, string> }?], newTarget) {
        // As it is judged and passed on: a property could say another thing the second time.
        const options = { ...given };
        if (options.preopens !== undefined) options.preopens = { ...options.preopens };
        refuse('WASI', Object.values(options.preopens ?? {}));
        return Reflect.construct(target, [options], newTarget) as object;
      },
    });
    wasi['WASI'] = Guarded;
    Object.defineProperty(WASI.prototype, 'constructor', {
      value: Guarded,
      writable: true,
      configurable: true,
    });
  }
  function hookDiagnostics(): void {
    const v8 = process.getBuiltinModule('node:v8');
    // A worker thread has none, and says so by an error.
    const { isMainThread } = process.getBuiltinModule('node:worker_threads');
    const traces = isMainThread ? process.getBuiltinModule('node:trace_events') : undefined;
    const here = (name: unknown) => [resolve(isNamed(name) ? String(name) : 'diagnostics')];
    before(v8, 'writeHeapSnapshot', ([file]) => here(file));
    before(v8, 'setHeapSnapshotNearHeapLimit', () => here(''));
    if (traces !== undefined) before(traces, 'createTracing', () => here('node_trace.1.log'));
    before(v8, 'setFlagsFromString', ([flags]) => (WRITING.test(String(flags)) ? [ROOT] : []));
    moduleApi.syncBuiltinESMExports();
  }

  function before(holder: object, name: string, files: (args: unknown[]) => unknown[]): void {
    const original = Reflect.get(holder, name) as Call;
    Reflect.set(holder, name, function (this: object, ...args: unknown[]): unknown {
      refuse(name, files(args));
      return Reflect.apply(original, this, args);
    });
  }

  /** A cache that may not be written is one that is switched off: no program depends on it. */
  function hookCompileCache(): void {
    const { enableCompileCache, constants } = moduleApi;
    const { DISABLED: status } = constants.compileCacheStatus;
    Reflect.set(moduleApi, 'enableCompileCache', (...args: Parameters<typeof enableCompileCache>) =>
      outer.lenient || outer.policy.workspace === null ? enableCompileCache(...args) : { status },
    );
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
      for (const name of UNASKED) judgeUnasked(report, name);
      const writeReport = Reflect.get(report, 'writeReport') as Call;
      Reflect.set(report, 'writeReport', function (this: object, ...args: unknown[]): unknown {
        const name = [args[0], report.filename, 'report.json'].find(isNamed) as string;
        if (name !== 'stdout' && name !== 'stderr')
          refuse('report', [resolve(`${report.directory}${sep}${name}`), resolve(report.directory, name)]);
        askNobody(report);
        return Reflect.apply(writeReport, this, args);
      });
      return report;
    };
    Object.defineProperty(process, 'report', { configurable: true, enumerable: true, get: hookedGet });
  }

  /** Nobody sees it being written: what it is set to counts, and the folder that it is set to. */
  function judgeUnasked(report: NodeJS.ProcessReport, name: string): void {
    const own = Object.getOwnPropertyDescriptor(report, name);
    if (own?.set === undefined) return;
    Object.defineProperty(report, name, {
      ...own,
      set(value: unknown) {
        const isFolder = name === 'directory';
        const folder = isFolder ? value : report.directory;
        if (value !== false) refuse('report', [resolve(isNamed(folder) ? String(folder) : '.')]);
        own.set?.call(report, isFolder ? String(value) : value);
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
const ROOT = path.parse(process.cwd()).root;
/** Set, a report writes by itself, into its folder. */
const UNASKED = ['directory', 'reportOnFatalError', 'reportOnSignal', 'reportOnUncaughtException'];

function isNamed(name: unknown): boolean {
  return typeof name === 'string' && name !== '';
}

export = hookWriters;
