import { EventEmitter } from 'node:events';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import { wayOut } from '../way-out.ts';
import { script } from './process-ways.ts';

/** Other threads. */
export const workerWays = [
  wayOut({
    name: 'worker',
    run: async ({ targets }) => finished(new Worker(script(targets), { eval: true, stdout: true })),
  }),
  wayOut({
    name: 'worker, execArgv: [], env: {}',
    run: async ({ targets }) =>
      finished(new Worker(script(targets), { eval: true, stdout: true, execArgv: [], env: {} })),
  }),
  wayOut({
    name: 'worker, env: SHARE_ENV',
    run: async ({ targets }) =>
      finished(new Worker(script(targets), { eval: true, stdout: true, env: SHARE_ENV })),
  }),
  wayOut({
    name: 'worker captured before',
    before: () => Worker,
    run: async ({ targets }, Captured) =>
      finished(new Captured(script(targets), { eval: true, stdout: true })),
  }),
  wayOut({
    name: "worker by its prototype's constructor",
    run: async ({ targets }) => {
      const { constructor } = Worker.prototype as unknown as { constructor: typeof Worker };
      return finished(new constructor(script(targets), { eval: true, stdout: true }));
    },
  }),
  wayOut({
    name: 'worker from a data: URL',
    run: async ({ targets }) =>
      finished(
        new Worker(new URL(`data:text/javascript,${encodeURIComponent(script(targets))}`), {
          stdout: true,
          env: {},
          execArgv: [],
        }),
      ),
  }),
  wayOut({
    name: 'worker, http',
    run: async ({ targets }) =>
      finished(
        new Worker(`process.getBuiltinModule('node:http').get('${targets.http}/worker', (r) => r.resume())`, {
          eval: true,
        }),
      ),
  }),
  wayOut({
    name: 'worker in a worker',
    run: async ({ targets }) =>
      finished(
        new Worker(
          `new (process.getBuiltinModule('node:worker_threads').Worker)(${JSON.stringify(script(targets))}, { eval: true, execArgv: [] })`,
          { eval: true },
        ),
      ),
  }),
];

async function finished(worker: Worker): Promise<string> {
  await EventEmitter.once(worker, 'exit');
  return 'exit';
}
