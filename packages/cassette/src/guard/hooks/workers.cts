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
  const { SHARE_ENV, Worker } = workers;
  const judgeFiles = createFileJudge(outer);
  /** Started while no policy stood, and still running. */
  const unguarded = new Set<threads.Worker>();

  const Guarded: typeof Worker = new Proxy(Worker, {
    construct(target, [filename, given]: [string | URL, Options?], newTarget: typeof Worker): object {
      const options = spelt(given);
      const name = options?.eval === true ? 'eval' : String(filename);
      const error =
        outer.lenient && !outer.testing
          ? null
          : outer.judge({ operation: 'worker', target: name, path: name });
      if (error !== null) throw error;
      const refused = outer.testing ? null : judgeFiles('worker', filesOf(options));
      if (refused !== null) throw refused;
      const isOff = outer.policy.mode === 'off';
      const worker = construct(
        target,
        newTarget === Guarded ? target : newTarget,
        filename,
        isOff ? options : guardedOptions(options),
      );
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

  function guardedOptions(options: Options = {}): Options {
    const policy = child.inheritedPolicy(outer, outer.policy.netns);
    if (options.env === SHARE_ENV) process.env[child.VARIABLE] = policy;
    const env =
      options.env === SHARE_ENV
        ? {}
        : { env: { ...((options.env ?? process.env) as NodeJS.ProcessEnv), [child.VARIABLE]: policy } };
    const execArgv = [
      '--require',
      child.GUARD,
      ...(options.execArgv ?? process.execArgv).filter((arg, at, all) => !isOwn(arg, at, all)),
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

function isOwn(arg: string, at: number, all: readonly string[]): boolean {
  if (arg === child.GUARD) return true;
  return (arg === '--require' || arg === '-r') && all[at + 1] === child.GUARD;
}

export = hookWorkers;
