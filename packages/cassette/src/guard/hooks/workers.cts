import type threads = require('node:worker_threads');
import child = require('../child-environment.cts');
import type wall = require('../wall.cts');

type Wall = wall.Wall;
type Options = threads.WorkerOptions;

/** Workers start with the guard as their first code, whatever `execArgv` and `env` say; in strict not at all. */
function hookWorkers(outer: Wall): wall.GuardHook[] {
  const workers = process.getBuiltinModule('node:worker_threads');
  const { SHARE_ENV, Worker } = workers;

  const Guarded: typeof Worker = new Proxy(Worker, {
    construct(target, [filename, options]: [string | URL, Options?], newTarget: typeof Worker): object {
      const name = options?.eval === true ? 'eval' : String(filename);
      const error =
        outer.lenient && !outer.testing
          ? null
          : outer.judge({ operation: 'worker', target: name, path: name });
      if (error !== null) throw error;
      const isOff = outer.policy.mode === 'off';
      return construct(
        target,
        newTarget === Guarded ? target : newTarget,
        filename,
        isOff ? options : guardedOptions(options),
      );
    },
  });
  workers.Worker = Guarded;
  // Else the class itself is one step away from any instance.
  Object.defineProperty(Worker.prototype, 'constructor', {
    value: Guarded,
    writable: true,
    configurable: true,
  });

  return [{ name: 'Worker', operation: 'worker', canary: () => new workers.Worker('', { eval: true }) }];

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

/** Options of the process that a worker would only inherit silently are refused when they are named. */
function construct(
  Worker: typeof threads.Worker,
  newTarget: typeof threads.Worker,
  filename: string | URL,
  options: Options | undefined,
): object {
  try {
    return Reflect.construct(Worker, [filename, options], newTarget) as object;
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_WORKER_INVALID_EXEC_ARGV') throw error;
    const { NODE_OPTIONS: _inherited, ...env } = (options?.env ?? {}) as NodeJS.ProcessEnv;
    return Reflect.construct(
      Worker,
      [filename, { ...options, env, execArgv: ['--require', child.GUARD] }],
      newTarget,
    ) as object;
  }
}

function isOwn(arg: string, at: number, all: readonly string[]): boolean {
  if (arg === child.GUARD) return true;
  return (arg === '--require' || arg === '-r') && all[at + 1] === child.GUARD;
}

export = hookWorkers;
