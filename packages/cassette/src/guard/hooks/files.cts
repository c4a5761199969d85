import fs = require('node:fs');
import path = require('node:path');
import bindings = require('./bindings.cts');
import captured = require('../captured.cts');
import copiedThrough = require('./copied-through.cts');
import hookFileCall = require('./file-calls.cts');
import createFileJudge = require('./judge-files.cts');
import openFiles = require('./open-file.cts');
import pathTexts = require('./path-text.cts');
import underWay = require('./under-way.cts');
import type wall = require('../wall.cts');

type Wall = wall.Wall;
type Call = (this: unknown, ...args: unknown[]) => unknown;

const { openFile } = openFiles;
const { O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND } = fs.constants;
const WRITES = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND;

/** Which arguments of a binding's function name what it changes. */
const CHANGED: Readonly<Record<string, readonly number[]>> = {
  rename: [0, 1],
  rmdir: [0],
  rmSync: [0],
  mkdir: [0],
  unlink: [0],
  link: [0, 1],
  symlink: [1],
  copyFile: [1],
  cpSyncCheckPaths: [1],
  cpSyncOverrideFile: [1],
  chmod: [0],
  chown: [0],
  lchown: [0],
  utimes: [0],
  lutimes: [0],
  writeFileUtf8: [0],
};

/** In strict, Node's own `fs` changes nothing outside the workspace; reading stays free. */
function hookFiles(outer: Wall): wall.GuardHook[] {
  const judge = createFileJudge(outer);
  const holder = bindings.fs as unknown as Record<string, unknown>;
  for (const [name, positions] of Object.entries(CHANGED))
    hook(name, (args) =>
      positions.map((at) => (typeof args[at] === 'number' ? written(args[at]) : spelt(args, at))),
    );
  // Its letters are put behind the name, and not into the folder of that name.
  hook('mkdtemp', (args) => [`${pathTexts.textOf(spelt(args, 0))}XXXXXX`]);
  hook('cpSyncCopyDir', (args) => copied(spelt(args, 0), spelt(args, 1), (args[3] = Boolean(args[3]))));
  for (const name of ['open', 'openFileHandle']) {
    hook(name, (args) => {
      const flags = (args[1] = Number(args[1]));
      return (flags & WRITES) === 0 ? [] : [spelt(args, 0)];
    });
  }
  for (const name of ['fchmod', 'fchown', 'futimes']) {
    hookOpen(name, (args) => {
      const fd = (args[0] = Number(args[0]));
      return [openFile(fd)];
    });
  }
  // Descriptors of what is protected, as SQLite's own, were opened before it was, and so may those of other files be.
  for (const name of ['writeBuffer', 'writeBuffers', 'writeString', 'ftruncate']) {
    hookOpen(name, (args) => {
      return [written((args[0] = Number(args[0])))];
    });
  }
  hookJobs();
  underWay.hookPlace(outer, judge.paths);

  const canary = path.join(path.parse(process.cwd()).root, 'agent-replay-canary');
  return [
    {
      name: 'the open below fs',
      operation: 'fs',
      canary: () => bindings.fs['open']?.(canary, O_WRONLY, 0o600),
    },
    {
      name: 'the mkdir below fs',
      operation: 'fs',
      canary: () => bindings.fs['mkdir']?.(canary, 0o700, false),
    },
    { name: 'the rename below fs', operation: 'fs', canary: () => bindings.fs['rename']?.(canary, canary) },
    { name: 'fs.open', operation: 'fs', thorough: true, canary: () => fs.openSync(canary, 'w') },
    { name: 'fs.mkdir', operation: 'fs', thorough: true, canary: () => fs.mkdirSync(canary) },
    {
      name: 'fs.rename',
      operation: 'fs',
      thorough: true,
      canary: () => fs.renameSync(canary, `${canary}-2`),
    },
  ];

  /** Where a tree is copied to, and what links in that place lead to. */
  function copied(source: unknown, target: unknown, isLinkFollowed: boolean): unknown[] {
    if (!judge.isArmed()) return [target];
    return [target, ...outer.aside(() => copiedThrough(source, target, isLinkFollowed))];
  }

  /** The file that is open as a descriptor, where it matters which, and the system tells. */
  function written(fd: number): string | undefined {
    return fd > 2 && process.platform === 'linux' && judge.isArmed()
      ? outer.aside(() => openFile(fd))
      : undefined;
  }

  /** Of descriptors, which lead where they led when they were opened. */
  function hookOpen(name: string, changed: (args: unknown[]) => unknown[]): void {
    hookFileCall(name, (args) => judge(name, changed(args)));
  }

  function hook(name: string, changed: (args: unknown[]) => unknown[]): void {
    hookFileCall(
      name,
      (args) => judge(name, changed(args)),
      (args) => (judge.isArmed() ? underWay.begin(name, changed([...args])) : undefined),
    );
  }

  /** Node 26 writes and copies in background jobs: one is told its path when it runs, one when it is made. */
  function hookJobs(): void {
    const { WriteFileJob, CpDirJob } = holder as Record<
      string,
      (new (...args: unknown[]) => object) | undefined
    >;
    if (WriteFileJob !== undefined)
      hookRun('WriteFileJob', WriteFileJob, (_job, args) => [(args[0] = spelt(args, 0))]);
    if (CpDirJob === undefined) return;
    const copies = new WeakMap<object, () => unknown[]>();
    hookRun('CpDirJob', CpDirJob, (job) => copies.get(job)?.() ?? []);
    holder['CpDirJob'] = new Proxy(CpDirJob, {
      construct(target, args: unknown[], newTarget) {
        const [source, file] = [spelt(args, 0), spelt(args, 1)];
        const files = () => copied(source, file, true);
        const error = judge('CpDirJob', files());
        if (error !== null) throw error;
        const job = Reflect.construct(target, args, newTarget) as object;
        copies.set(job, files);
        return job;
      },
    });
  }

  function hookRun(
    name: string,
    { prototype }: { prototype: object },
    changed: (job: object, args: unknown[]) => unknown[],
  ): void {
    const run = Reflect.get(prototype, 'run') as Call | undefined;
    if (run === undefined) return;
    Reflect.set(prototype, 'run', function (this: object, ...args: unknown[]): unknown {
      const files = changed(this, args);
      const error = judge(name, files);
      if (error !== null) return error;
      if (judge.isArmed())
        underWay.whenAnswered({ request: this, by: 'ondone' }, underWay.begin(name, files));
      return Reflect.apply(run, this, args);
    });
  }
}

/** A path as it is judged and passed on: its bytes could change meanwhile, an object could say another thing. */
function spelt(args: unknown[], at: number): unknown {
  const given = args[at];
  if (typeof given === 'object' && given !== null)
    args[at] = ArrayBuffer.isView(given) ? new Uint8Array(given as Uint8Array) : captured.toText(given);
  return args[at];
}

export = hookFiles;
