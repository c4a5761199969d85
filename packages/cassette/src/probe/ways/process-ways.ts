import childProcess, { type ChildProcess } from 'node:child_process';
import cluster from 'node:cluster';
import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import { wayOut, type Targets } from '../way-out.ts';

const NODE = process.execPath;
const curl = ({ http }: Targets) => ['-sS', '--max-time', '2', `${http}/curl`];
const script = ({ http }: Targets) =>
  `fetch(${JSON.stringify(`${http}/child`)}).then((r) => r.text()).then(console.log)`;

/** Other programs and other threads. */
export const processWays = [
  wayOut({
    name: 'spawn curl',
    needs: ['program:curl'],
    run: async ({ targets }) => ended(childProcess.spawn('curl', curl(targets))),
  }),
  wayOut({
    name: 'spawn curl, detached, no pipes',
    needs: ['program:curl'],
    run: async ({ targets }) =>
      ended(childProcess.spawn('curl', curl(targets), { detached: true, stdio: 'ignore' })),
  }),
  wayOut({
    name: 'spawn curl, env: {}',
    needs: ['program:curl'],
    run: async ({ targets }) => ended(childProcess.spawn('/usr/bin/curl', curl(targets), { env: {} })),
  }),
  wayOut({
    name: 'spawn captured before',
    needs: ['program:curl'],
    before: () => childProcess.spawn,
    run: async ({ targets }, captured) => ended(captured('curl', curl(targets))),
  }),
  wayOut({
    name: 'new ChildProcess',
    needs: ['program:curl'],
    run: async ({ targets }) => {
      const child = new childProcess.ChildProcess() as ChildProcess & { spawn: (options: object) => number };
      const started = child.spawn({ file: 'curl', args: ['curl', ...curl(targets)], stdio: 'ignore' });
      if (started !== 0) throw new Error(`status ${started}`);
      return ended(child);
    },
  }),
  wayOut({
    name: 'git ls-remote',
    needs: ['program:git'],
    run: async ({ targets }) =>
      ended(childProcess.spawn('git', ['ls-remote', `${targets.http}/repository.git`])),
  }),
  wayOut({
    name: 'npm script',
    needs: ['program:npm'],
    limitMs: 20_000,
    run: async ({ targets }) => {
      fs.writeFileSync(
        path.join(targets.folder, 'package.json'),
        JSON.stringify({ name: 'probe', version: '1.0.0', scripts: { go: `node go.cjs` } }),
      );
      fs.writeFileSync(path.join(targets.folder, 'go.cjs'), script(targets));
      return ended(childProcess.spawn('npm', ['run', 'go'], { cwd: targets.folder, shell: true }));
    },
  }),
  wayOut({
    name: 'exec curl',
    needs: ['program:curl'],
    run: async ({ targets }) => promisify(childProcess.exec)(`curl ${curl(targets).join(' ')}`),
  }),
  wayOut({
    name: 'execFile curl',
    needs: ['program:curl'],
    run: async ({ targets }) => promisify(childProcess.execFile)('curl', curl(targets)),
  }),
  wayOut({
    name: 'spawnSync curl',
    needs: ['program:curl'],
    run: async ({ targets }) => settled(childProcess.spawnSync('curl', curl(targets))),
  }),
  wayOut({
    name: 'execSync curl',
    needs: ['program:curl'],
    run: async ({ targets }) =>
      String(childProcess.execSync(`curl ${curl(targets).join(' ')}`, { stdio: 'pipe' })),
  }),
  wayOut({
    name: 'execFileSync curl',
    needs: ['program:curl'],
    run: async ({ targets }) => String(childProcess.execFileSync('curl', curl(targets), { stdio: 'pipe' })),
  }),
  wayOut({
    name: 'bash /dev/tcp',
    needs: ['program:bash'],
    run: async ({ targets }) =>
      ended(childProcess.spawn('bash', ['-c', `echo x > /dev/tcp/127.0.0.1/${targets.tcp}`])),
  }),
  wayOut({
    name: 'sh, then node',
    run: async ({ targets }) => ended(childProcess.spawn('sh', ['-c', `"${NODE}" -e '${script(targets)}'`])),
  }),
  wayOut({
    name: 'sh, env -i, then node',
    needs: ['program:env'],
    run: async ({ targets }) =>
      ended(childProcess.spawn('sh', ['-c', `env -i "${NODE}" -e '${script(targets)}'`])),
  }),
  wayOut({
    name: 'spawn node',
    run: async ({ targets }) => ended(childProcess.spawn(NODE, ['-e', script(targets)])),
  }),
  wayOut({
    name: 'spawn node, env: {}',
    run: async ({ targets }) => ended(childProcess.spawn(NODE, ['-e', script(targets)], { env: {} })),
  }),
  wayOut({
    name: 'spawn node, NODE_OPTIONS deleted',
    run: async ({ targets }) => {
      for (const name of Object.keys(process.env))
        if (/NODE_OPTIONS|GUARD/.test(name)) delete process.env[name];
      return ended(childProcess.spawn(NODE, ['-e', script(targets)]));
    },
  }),
  wayOut({
    name: 'spawn node under another name',
    run: async ({ targets }) => {
      const other = path.join(targets.folder, 'not-node');
      fs.symlinkSync(NODE, other);
      return ended(childProcess.spawn(other, ['-e', script(targets)], { env: {} }));
    },
  }),
  wayOut({
    name: 'spawn a script with a shebang',
    needs: ['program:env'],
    run: async ({ targets }) => {
      const file = path.join(targets.folder, 'shebang.cjs');
      fs.writeFileSync(file, `#!${NODE}\n${script(targets)}`, { mode: 0o755 });
      return ended(childProcess.spawn(file, { env: {} }));
    },
  }),
  wayOut({
    name: 'spawnSync node, env: {}',
    run: async ({ targets }) => settled(childProcess.spawnSync(NODE, ['-e', script(targets)], { env: {} })),
  }),
  wayOut({
    name: 'fork, execArgv: []',
    run: async ({ targets }) => {
      const file = path.join(targets.folder, 'forked.cjs');
      fs.writeFileSync(file, script(targets));
      return ended(childProcess.fork(file, { execArgv: [], env: {}, silent: true }));
    },
  }),
  wayOut({
    name: 'cluster.fork',
    run: async ({ targets }) => {
      const file = path.join(targets.folder, 'clustered.cjs');
      fs.writeFileSync(file, `${script(targets)}.finally(() => process.exit())`);
      cluster.setupPrimary({ exec: file, execArgv: [], silent: true });
      return ended(cluster.fork().process);
    },
  }),
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
  wayOut({
    name: 'process.execve',
    needs: ['process.execve', 'program:curl'],
    run: async ({ targets }) => {
      const execve = Reflect.get(process, 'execve') as (
        file: string,
        args: string[],
        env: NodeJS.ProcessEnv,
      ) => never;
      return execve.call(process, '/usr/bin/curl', ['curl', ...curl(targets)], {});
    },
  }),
];

function ended(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.stdout?.resume();
    child.stderr?.resume();
    child.on('exit', (code) => (code === 0 ? resolve('exit 0') : reject(new Error(`exit ${code}`))));
  });
}

function settled({ error, status }: childProcess.SpawnSyncReturns<Buffer>): string {
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`exit ${status}`);
  return 'exit 0';
}

async function finished(worker: Worker): Promise<string> {
  await EventEmitter.once(worker, 'exit');
  return 'exit';
}
