import path = require('node:path');
import bindings = require('./bindings.cts');
import child = require('../child-environment.cts');
import createFileJudge = require('./judge-files.cts');
import emitInstead = require('./emit-instead.cts');
import type established = require('./established.cts');
import floors = require('../namespace-floor.cts');
import openFiles = require('./open-file.cts');
import ownerOf = require('./owner.cts');
import programStarts = require('./program-start.cts');
import programs = require('../programs.cts');
import refusals = require('../refusal.cts');
import type wall = require('../wall.cts');

type Wall = wall.Wall;
type Start = programStarts.Start;
type Call = (this: object, ...args: unknown[]) => unknown;

const { operationFor, positional, spelt } = programStarts;
const childProcess = () => process.getBuiltinModule('node:child_process');

/** A program that runs, and who started it. */
interface Started {
  nth: number;
  name: string;
  call_site: string | null;
}

const CANARY = 'agent-replay-canary';
const NOWHERE = '/agent-replay-refused/no-such-program';

/**
 * `spawn`, `exec`, `fork` and their sync forms, at the two bindings below them, and `process.execve`.
 * Refused in strict; else started with the guard inside (Node) and off the network (everything), but for a program
 * that would take the place of the process in which its caller is judged.
 */
function hookProcesses(
  outer: Wall,
  opened: established.Watch,
): {
  hooks: wall.GuardHook[];
  attempts: () => number | null;
  started: () => readonly Started[];
  /** Whether this process started another one, by its id. */
  isOwnChild: (pid: number) => boolean;
  /** Whether what stands for a program was started by this process. */
  isStarted: (handle: object) => boolean;
} {
  const { Process, spawnSync: holder } = bindings;
  const spawn = Process.prototype['spawn'] as Call;
  const spawnSync = holder['spawn'];
  const floor = floors.createNamespaceFloor(
    (options) => Reflect.apply(spawnSync as Call, holder, [options]),
    () => outer.policy.allow,
  );

  const judgeFiles = createFileJudge(outer);
  const started: Started[] = [];
  let count = 0;
  const children = new Set<number>();
  const handles = new WeakSet<object>();

  Object.defineProperty(Process.prototype, 'spawn', {
    value: hookedSpawn,
    writable: true,
    configurable: true,
  });
  Object.defineProperty(holder, 'spawn', {
    value: hookedSpawnSync,
    writable: true,
    configurable: true,
    enumerable: true,
  });
  const execve = Reflect.get(process, 'execve');
  if (typeof execve === 'function') Reflect.set(process, 'execve', hookedExecve);

  const hooks = [
    {
      name: 'Process.spawn',
      operation: 'spawn',
      canary: () => void new Process()['spawn']?.({ file: CANARY, args: [] }),
    },
    {
      name: 'spawnSync',
      operation: 'spawn',
      canary: () => void holder['spawn']?.({ file: CANARY, args: [] }),
    },
    { name: 'child_process.spawn', operation: 'spawn', thorough: true, canary: () => startNothing() },
    {
      name: 'child_process.spawnSync',
      operation: 'spawn',
      thorough: true,
      canary: () => void childProcess().spawnSync(CANARY),
    },
  ];
  return {
    hooks,
    attempts: () => outer.aside(() => floor.attempts()),
    started: () => started,
    isOwnChild: (pid) => children.has(pid),
    isStarted: (handle) => handles.has(handle),
  };

  /** Node 22 passes one object; 24.21 and 26 pass file, args, cwd, envPairs, stdio, flags, uid, gid. */
  function hookedSpawn(this: object, ...given: unknown[]): unknown {
    const first = given[0];
    const options = typeof first === 'object' && first !== null ? { ...first } : null;
    const asked = spelt(options === null ? positional(given) : (options as Start));
    const start = located(asked);
    const error = judge(asked, start) ?? judgeHanded(asked);
    if (error !== null) {
      // The `error` event of a start that fails carries our error.
      emitInstead(ownerOf(this), (made) => {
        const { path: file, spawnargs } = (made ?? {}) as { path?: unknown; spawnargs?: unknown };
        return Object.assign(error, { path: file, spawnargs });
      });
      if (outer.testing) return bindings.EACCES;
      // A start that fails by itself opens the pipes that the caller is about to read.
      return Reflect.apply(
        spawn,
        this,
        options === null ? [NOWHERE, ...given.slice(1)] : [{ ...options, file: NOWHERE }],
      );
    }
    const next = outer.policy.mode === 'off' ? start : guarded(start);
    const args =
      options === null
        ? [next.file, next.args, given[2], next.envPairs, asked.stdio, ...given.slice(5)]
        : [{ ...options, ...next, ...(asked.stdio === undefined ? {} : { stdio: asked.stdio }) }];
    // Node puts the number there by name: what somebody had put there before would tell another.
    const isFree = Reflect.deleteProperty(this, 'pid');
    const status = Reflect.apply(spawn, this, args);
    if (status !== 0) return status;
    opened.noteProgram(operationFor(asked.file, asked.args), asked.stdio);
    const pid: unknown = isFree ? Object.getOwnPropertyDescriptor(this, 'pid')?.value : undefined;
    if (typeof pid === 'number') children.add(pid);
    handles.add(this);
    return status;
  }

  function hookedSpawnSync(this: object, given: Start): unknown {
    const asked = spelt(given);
    const options = { ...given, ...located(asked) };
    const error = judge(asked, options) ?? judgeHanded(asked);
    if (error !== null) return failSpawnSync(error);
    return Reflect.apply(spawnSync as Call, this, [
      outer.policy.mode === 'off' ? options : { ...options, ...guarded(options) },
    ]);
  }

  function hookedExecve(file: string, args: string[] = [], env: NodeJS.ProcessEnv = process.env): never {
    const envPairs = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const asked = spelt({ file, args, envPairs });
    const start = located(asked);
    const error = isJudgedHere() ? judgeInPlace(asked, start) : judge(asked, start);
    if (error !== null) throw error;
    const next = outer.policy.mode === 'off' ? start : guarded(start, true);
    const environment = Object.fromEntries(
      next.envPairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
    );
    return (execve as NonNullable<typeof execve>).call(process, next.file, [...next.args], environment);
  }

  /** Whether verdicts on what runs here are given here: what it starts says so by its exit code instead. */
  function isJudgedHere(): boolean {
    return outer.policy.mode !== 'off' && !outer.policy.exit;
  }

  function judgeInPlace({ file, args }: Start, program: Start): Error | null {
    const asked = operationFor(file, args ?? []);
    const shown = { ...asked, target: `${asked.target} in place of its process`, path: asked.target };
    return outer.judge({ ...asked, path: program.file }, undefined, shown);
  }

  function judge({ file, args }: Start, program: Start): Error | null {
    const asked = operationFor(file, args ?? []);
    if (outer.lenient && !outer.testing) return null;
    return outer.judge({ ...asked, path: program.file }, undefined, asked);
  }

  /** `stdio: [fd]` gives a program what is open here, under a number that it may write to. */
  function judgeHanded({ stdio = [] }: Start): Error | null {
    if (outer.testing) return null;
    for (const each of stdio) {
      const error =
        opened.judge(Reflect.get(each, 'handle')) ?? opened.judgeDescriptor(Reflect.get(each, 'fd'));
      if (error !== null) return error;
    }
    if (!judgeFiles.isArmed()) return null;
    const handed = stdio.map((each) => Number(Reflect.get(each, 'fd'))).filter((fd) => fd > 2);
    return judgeFiles(
      'stdio',
      handed.map((fd) => outer.aside(() => openFiles.writtenFile(fd))),
    );
  }

  /** With the very file that is going to run: where rules count, it is judged by that, and by that it starts. */
  function located(start: Start): Start {
    if (outer.lenient || outer.testing) return start;
    const { file, envPairs, cwd } = start;
    return { ...start, file: outer.aside(() => programs.programOf(file, envPairs, cwd)) ?? file };
  }

  function guarded(
    { file, args, envPairs: given, cwd }: Start,
    isReplacing = false,
  ): { file: string; args: readonly string[]; envPairs: string[] } {
    const { netns } = outer.policy;
    count += 1;
    const call_site = refusals.callSiteOf(refusals.captureStack());
    started.push({ nth: count, name: path.basename(file), call_site });
    if (started.length > 8) started.shift();
    const envPairs = given ?? Object.entries(process.env).map(([name, value]) => `${name}=${value}`);
    const wrapped = netns
      ? null
      : outer.aside(() =>
          isReplacing ? floor.wrapAlone(file, args, envPairs) : floor.wrap(file, args, envPairs, cwd),
        );
    if (!netns) declareOpen(path.basename(file));
    const pairs = child.guardPairs(envPairs, outer, netns || wrapped !== null);
    return { file: wrapped?.file ?? file, args: wrapped?.args ?? args, envPairs: pairs };
  }

  function declareOpen(name: string): void {
    const { prefix, reason, hides } = floor.state;
    if (prefix === null)
      outer.ledger.declare({
        channel: `spawn:${name}`,
        reason: `the network of a program cannot be cut off: ${reason}`,
      });
    else if (!floor.counts)
      outer.ledger.declare({
        channel: 'route',
        reason: 'what programs try cannot be counted: nsenter is not installed, or cannot enter',
      });
    else if (!hides)
      outer.ledger.declare({
        channel: `spawn:${name}`,
        reason: 'the unix sockets of other programs cannot be hidden from it: mounts are refused here',
      });
  }
}

function startNothing(): void {
  childProcess()
    .spawn(CANARY, { stdio: 'ignore' })
    .on('error', () => {});
}

/** Node reads the number, replaces it by an error of its own making, and callers read that: ours. */
function failSpawnSync(error: Error): object {
  let value: unknown = bindings.EACCES;
  return {
    pid: 0,
    status: null,
    signal: null,
    output: null,
    get error() {
      return value;
    },
    set error(_made: unknown) {
      value = error;
    },
  };
}

export = hookProcesses;
