import childProcess, { type ChildProcess } from 'node:child_process';
import cluster from 'node:cluster';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { REACHED, type Targets, wayOut } from '../way-out.ts';

const NODE = process.execPath;
const curl = ({ http }: Targets) => ['-sS', '--max-time', '2', `${http}/curl`];
/** What a child or a worker runs to leave. */
export const script = ({ http }: Targets) =>
  `fetch(${JSON.stringify(`${http}/child`)}).then((r) => r.text()).then(console.log)`;

/** Other programs. */
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
    name: 'python3',
    needs: ['program:python3'],
    run: async ({ targets }) =>
      ended(
        childProcess.spawn('python3', [
          '-c',
          `import socket; socket.create_connection(("127.0.0.1", ${targets.tcp})).send(b"x")`,
        ]),
      ),
  }),
  wayOut({
    name: 'perl',
    needs: ['program:perl'],
    run: async ({ targets }) =>
      ended(
        childProcess.spawn('perl', [
          '-MIO::Socket::INET',
          '-e',
          `print { IO::Socket::INET->new("127.0.0.1:${targets.tcp}") or die } "x"`,
        ]),
      ),
  }),
  wayOut({
    name: 'node:test',
    run: async ({ targets }) => {
      const file = path.join(targets.folder, 'tested.test.cjs');
      fs.writeFileSync(file, `require('node:test')('probe', () => ${script(targets)})`);
      const { run } = await import('node:test');
      const stream = run({ files: [file], execArgv: [] });
      for await (const event of stream as AsyncIterable<{ type: string }>)
        if (event.type === 'test:fail') throw new Error('failed');
      return 'passed';
    },
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
      const worker = cluster.fork();
      worker.on('error', () => {});
      return ended(worker.process);
    },
  }),
  wayOut({
    name: 'process.kill',
    run: async () => {
      // Nobody minds it, but it arrives.
      process.kill(process.ppid, 'SIGCONT');
      return REACHED;
    },
  }),
  wayOut({
    name: 'process.kill captured before',
    before: () => Reflect.get(process, 'kill'),
    run: async (_context, captured) => {
      captured(process.ppid, 'SIGCONT');
      return REACHED;
    },
  }),
  wayOut({
    name: 'os.setPriority of another process',
    run: async () => {
      os.setPriority(process.ppid, os.getPriority(process.ppid));
      return REACHED;
    },
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
