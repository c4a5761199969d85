import type threads = require('node:worker_threads');
import captured = require('../captured.cts');
import child = require('../child-environment.cts');
import createFileJudge = require('./judge-files.cts');
import workerFiles = require('./worker-files.cts');
import type wall = require('../wall.cts');

type Wall = wall.Wall;
type Options = threads.WorkerOptions;
type WorkerClass = new (filename: string | URL, options: Options | undefined) => threads.Worker;

/** Workers start with the guard as their first code, whatever `execArgv` and `env` say; in strict not at all. */
function hookWorkers(outer: Wall): { hooks: wall.GuardHook[]; arm: () => void } {
  const workers = process.getBuiltinModule('node:worker_threads');
  const { getEnvironmentData, setEnvironmentData, SHARE_ENV, Worker } = workers;
  const judgeFiles = createFileJudge(outer);
  /** Started while no policy stood, and still running. */
  const unguarded = new Set<threads.Worker>();

  const Guarded: typeof Worker = new Proxy(Worker, {
    construct(target, [asked, given]: [string | URL, Options?], newTarget: typeof Worker): object {
      const options = spelt(given);
      const filename = placeOf(asked);
      const name = options?.eval === true ? 'eval' : String(filename);
      const error =
        outer.lenient && !outer.testing
          ? null
          : outer.judge({ operation: 'worker', target: name, path: name });
      if (error !== null) throw error;
      const refused = outer.testing ? null : judgeFiles('worker', filesOf(options));
      if (refused !== null) throw refused;
      const isOff = outer.policy.mode === 'off';
      const made = newTarget === Guarded ? target : likeOf(newTarget);
      const start = (chosen: Options | undefined) => construct(target, made, filename, chosen);
      const worker = isOff ? start(options) : startGuarded(options, start);
      if (isOff && outer.isUnasked({ operation: 'worker', target: name })) {
        unguarded.add(worker);
        worker.once('exit', () => unguarded.delete(worker));
      }
      return worker;
    },
  });
  workers.Worker = Guarded;
  // Else the class itself is one step away from any instance.
  Object.defineProperty(Worker.prototype, 'constructor', {
    value: Guarded,
    writable: true,
    configurable: true,
  });

  return {
    hooks: [{ name: 'Worker', operation: 'worker', canary: () => new workers.Worker('', { eval: true }) }],
    arm,
  };

  function filesOf(options: Options = {}): string[] {
    const env = options.env === SHARE_ENV ? process.env : (options.env ?? process.env);
    return workerFiles({ execArgv: options.execArgv, env: env as NodeJS.ProcessEnv });
  }

  /** An agent reaches such a worker by many doors: its own messages, ports, channels, shared memory. */
  function arm(): void {
    if (outer.policy.mode === 'off' || unguarded.size === 0) return;
    outer.ledger.declare({
      channel: 'worker',
      reason: 'it was started before the wall stood, and still runs',
    });
  }

  /** The policy goes past the environment: one that is shared says another thing by the time the thread reads it. */
  function startGuarded(options: Options = {}, start: (options: Options) => threads.Worker): threads.Worker {
    const policy = child.inheritedPolicy(outer, outer.policy.netns);
    const before = getEnvironmentData(child.VARIABLE);
    setEnvironmentData(child.VARIABLE, policy);
    try {
      return start(guardedOptions(options, policy));
    } finally {
      setEnvironmentData(child.VARIABLE, before);
    }
  }

  function guardedOptions(options: Options, policy: string): Options {
    const env =
      options.env === SHARE_ENV
        ? {}
        : { env: { ...((options.env ?? process.env) as NodeJS.ProcessEnv), [child.VARIABLE]: policy } };
    const execArgv = [
      '--require',
      child.GUARD,
      ...(options.execArgv ?? process.execArgv).filter((arg, at, all) => !isDropped(arg, at, all)),
    ];
    return { ...options, ...env, execArgv };
  }
}

/** As it is judged and passed on: an object could say another thing the second time. */
function spelt(given: Options | undefined): Options | undefined {
  if (given === undefined) return undefined;
  const { execArgv, env, ...rest } = given;
  return {
    ...rest,
    execArgv: execArgv == null ? undefined : Array.from(execArgv, captured.toText),
    ...(typeof env === 'object' && env !== null ? { env: textsOf(env) } : { env }),
  };
}

function placeOf(asked: string | URL): string | URL {
  return typeof asked === 'object' && asked !== null ? new URL(String(asked)) : asked;
}

/** A class that makes the same, and runs no code of anybody's to do so. */
function likeOf({ prototype }: typeof threads.Worker): typeof threads.Worker {
  const like = function () {};
  like.prototype = prototype;
  return like as unknown as typeof threads.Worker;
}

function textsOf(env: object): Record<string, string> {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)]));
}

/** Options of the process that a worker would only inherit silently are refused when they are named. */
function construct(
  Worker: WorkerClass,
  newTarget: typeof threads.Worker,
  filename: string | URL,
  options: Options | undefined,
): threads.Worker {
  try {
    return Reflect.construct<[string | URL, Options | undefined], threads.Worker>(
      Worker,
      [filename, options],
      newTarget,
    );
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_WORKER_INVALID_EXEC_ARGV') throw error;
    const { NODE_OPTIONS: _inherited, ...env } = (options?.env ?? {}) as NodeJS.ProcessEnv;
    return Reflect.construct<[string | URL, Options | undefined], threads.Worker>(
      Worker,
      [filename, { ...options, env, execArgv: ['--require', child.GUARD] }],
      newTarget,
    );
  }
}

function isDropped(arg: string, at: number, all: readonly string[]): boolean {
  // What Node's own modules hold is below every hook: the class of workers itself.
  if (arg === child.GUARD || /^--expose[-_]internals$/.test(arg)) return true;
  return (arg === '--require' || arg === '-r') && all[at + 1] === child.GUARD;
}

export = hookWorkers;
