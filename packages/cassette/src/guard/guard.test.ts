import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runGuarded } from './guard.suite.ts';

let hits = 0;
let folder: string;
const server = http
  .createServer((_request, response) => response.end('live'))
  .on('connection', () => {
    hits += 1;
  });
let port: number;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'guard-test-'));
});
beforeEach(() => {
  hits = 0;
});
afterAll(() => {
  server.close();
  fs.rmSync(folder, { recursive: true });
});

const rows = (file: string) =>
  fs
    .readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .flatMap((line) => (JSON.parse(line) as { blocked?: Record<string, unknown> }).blocked ?? []);

describe('a refusal', () => {
  test('keeps a program from taking the place of the process that judges, and of no other', async () => {
    const code = `try { process.execve('/bin/echo', ['echo', 'took over'], {}) } catch (e) { console.log(e.message) }`;
    const judging = await runGuarded(code, { mode: 'cassette', exit: false });
    expect(judging.out).toBe(
      `Failed to start "/bin/echo in place of its process": agent-replay refused it; it is neither recorded nor allowed.
  fix        do it within a tool(), whose answer is recorded, or allow it: allow: ["spawn:/bin/echo"]
`,
    );
    const allowed = { mode: 'cassette', exit: false, allow: ['spawn:/bin/echo'] };
    expect((await runGuarded(code, allowed)).out).toBe('took over\n');
    expect((await runGuarded(code, { mode: 'cassette' })).out).toBe('took over\n');
  });

  test('names a module by its path, as a runner that transforms it does, and not by its URL', async () => {
    const file = path.join(folder, 'an agent.mjs');
    fs.writeFileSync(
      file,
      `await fetch('http://127.0.0.1:${port}/').catch((e) => console.log(e.cause.callSite));`,
    );
    const url = pathToFileURL(file).href;
    const run = await runGuarded(`await import('${url}'); await import('${url}?again');`, { mode: 'strict' });
    expect(run.out.trim().split('\n')).toEqual([`${file}:1:7`, `${file}?again:1:7`]);
  });

  test('has its place, code and way out, and the process ends with 97 although it was swallowed', async () => {
    const ledger = path.join(folder, 'swallowed.jsonl');
    const run = await runGuarded(
      `const error = await fetch('http://127.0.0.1:${port}/pay?key=1').catch((e) => e.cause);
       console.log(JSON.stringify({ ...error, name: error.name }));
       process.on('unhandledRejection', () => {});
       try { process.exit(0) } catch {}`,
      { mode: 'strict', ledger },
    );
    expect(run.code).toBe(97);
    expect(JSON.parse(run.out)).toMatchObject({
      name: 'ReplayBlockedError',
      code: 'ERR_REPLAY_BLOCKED',
      operation: 'tcp',
      host: '127.0.0.1',
      port,
      path: '/pay',
      callSite: expect.stringContaining('[eval1]:1:21') as string,
    });
    expect(rows(ledger)).toEqual([
      {
        code: 'ERR_REPLAY_BLOCKED',
        operation: 'tcp',
        target: `127.0.0.1:${port}`,
        host: '127.0.0.1',
        port,
        path: '/pay',
        call_site: expect.stringContaining('[eval1]') as string,
      },
    ]);
    expect(hits).toBe(0);
  });

  test.each(['cassette', 'strict'])('leave no ledger behind that nobody asked for, in %s', async (mode) => {
    const tmp = fs.mkdtempSync(path.join(folder, 'tmp-'));
    const run = await runGuarded(
      `import { spawnSync } from 'node:child_process';
       console.log(spawnSync(process.execPath, ['-e', 'fetch("http://127.0.0.1:${port}").catch(() => {})']).status);
       console.log(globalThis[Symbol.for('agent-replay.guard')].entries().length);`,
      { mode, allow: [`spawn:${process.execPath}`], ledger: null },
      { env: { TMPDIR: tmp } },
    );
    expect(run.out).toBe('97\n1\n');
    expect(fs.readdirSync(tmp)).toEqual([]);
  });

  test('shows in the exit code while the process ends already, and makes no ledger anew', async () => {
    const tmp = fs.mkdtempSync(path.join(folder, 'tmp-'));
    const run = await runGuarded(
      `import { spawnSync } from 'node:child_process';
       spawnSync(process.execPath, ['-e', '']);
       process.on('exit', () => { try { spawnSync('curl') } catch {} });`,
      { mode: 'strict', allow: [`spawn:${process.execPath}`], ledger: null },
      { env: { TMPDIR: tmp } },
    );
    expect(run.code).toBe(97);
    expect(fs.readdirSync(tmp)).toEqual([]);
  });

  test('is in the ledger when the process is killed right after', async () => {
    const ledger = path.join(folder, 'killed.jsonl');
    await runGuarded(
      `import net from 'node:net'; net.connect(${port}, '127.0.0.1'); setImmediate(() => process.kill(process.pid, 'SIGKILL'))`,
      { mode: 'strict', ledger },
    );
    expect(rows(ledger)).toHaveLength(1);
  });

  test('is in the ledger whatever the agent makes of stacks and of the file system', async () => {
    const ledger = path.join(folder, 'tampered.jsonl');
    await runGuarded(
      `import fs from 'node:fs'; Error.prepareStackTrace = (_error, frames) => frames;
       fs.appendFileSync = fs.writeFileSync = () => {};
       await fetch('http://127.0.0.1:${port}/').catch(() => {});
       process.getBuiltinModule('net').connect(${port}, '127.0.0.1').on('error', () => {});`,
      { mode: 'strict', ledger },
    );
    expect(rows(ledger)).toHaveLength(2);
    expect(hits).toBe(0);
  });

  test.each(['process.exit(256)', 'process.exitCode = 512'])(
    'shows beside %s, which is 0 to whoever asks',
    async (end) => {
      const run = await runGuarded(`await fetch('http://127.0.0.1:${port}').catch(() => {}); ${end}`, {
        mode: 'strict',
      });
      expect(run.code).toBe(97);
    },
  );

  test('keeps an exit code that is not 0', async () => {
    const run = await runGuarded(`await fetch('http://127.0.0.1:${port}').catch(() => {}); process.exit(3)`, {
      mode: 'strict',
    });
    expect(run.code).toBe(3);
  });
});

describe('children and workers', () => {
  test('get the guard and report to its ledger, with an empty environment and no options', async () => {
    const ledger = path.join(folder, 'children.jsonl');
    const script = `fetch('http://127.0.0.1:${port}/child').catch(() => {})`;
    const run = await runGuarded(
      `import { spawnSync, fork } from 'node:child_process'; import { Worker } from 'node:worker_threads'; import fs from 'node:fs';
       const script = ${JSON.stringify(script)};
       console.log(spawnSync(process.execPath, ['-e', script], { env: {} }).status);
       fs.writeFileSync(${JSON.stringify(path.join(folder, 'forked.cjs'))}, script);
       await new Promise((done) => fork(${JSON.stringify(path.join(folder, 'forked.cjs'))}, { env: {}, execArgv: [] }).on('exit', done));
       await new Promise((done) => new Worker(script, { eval: true, env: {}, execArgv: [] }).on('exit', done));
       console.log(globalThis[Symbol.for('agent-replay.guard')].entries().length);`,
      { mode: 'cassette', ledger },
    );
    expect(run.out).toBe('97\n3\n');
    expect(rows(ledger).map(({ operation }) => operation)).toEqual(['tcp', 'tcp', 'tcp']);
    expect(hits).toBe(0);
  });

  test.each([
    ['taken away', (ledger: string) => `rm -r ${path.dirname(ledger)}`],
    ['emptied', (ledger: string) => `: > ${ledger}`],
    ['neither', () => 'true'],
  ])('leave nothing out of a ledger that a program has %s', async (what, command) => {
    const ledger = path.join(folder, what.replace(' ', '-'), 'guard.jsonl');
    const run = await runGuarded(
      `import { execFileSync, spawnSync } from 'node:child_process';
       spawnSync(process.execPath, ['-e', ${JSON.stringify(`fetch('http://127.0.0.1:${port}/child').catch(() => {})`)}]);
       execFileSync('sh', ['-c', ${JSON.stringify(command(ledger))}]);
       const { operation, target } = globalThis[Symbol.for('agent-replay.guard')].entries().at(-1);
       console.log(operation, target);`,
      { mode: 'cassette', ledger },
    );
    const lost = `unknown the guard's ledger ${ledger}, which was taken away or emptied\n`;
    expect(run.out).toBe(what === 'neither' ? `tcp 127.0.0.1:${port}\n` : lost);
  });

  test('say why where Node lets nobody guard them', async () => {
    const args = ['--permission', '--allow-fs-read=*'];
    const run = await runGuarded(`console.log('ran')`, { mode: 'cassette' }, { args });
    expect(run).toMatchObject({ code: 5, out: '' });
    expect(run.err).toBe(
      'agent-replay: cannot guard a process that is started with --permission; start it without.\n',
    );
  });

  test('are refused in strict, unless a rule names them', async () => {
    const run = await runGuarded(
      `import { spawnSync } from 'node:child_process'; import { Worker } from 'node:worker_threads';
       console.log(spawnSync('ls').error.code, spawnSync('true').status);
       try { new Worker('', { eval: true }) } catch (error) { console.log(error.code) }`,
      { mode: 'strict', allow: ['spawn:true'] },
    );
    expect(run.out).toBe('ERR_REPLAY_BLOCKED 0\nERR_REPLAY_BLOCKED\n');
  });

  test('run in cassette mode without a network', async () => {
    await runGuarded(
      `import { spawnSync } from 'node:child_process'; spawnSync('bash', ['-c', 'echo x > /dev/tcp/127.0.0.1/${port}'])`,
      { mode: 'cassette' },
    );
    expect(hits).toBe(0);
  });
});

describe('the allow-list', () => {
  test('lets one port of one host pass, by address and by name, and nothing else', async () => {
    const run = await runGuarded(
      `const ask = (url) => fetch(url).then((r) => r.text(), (e) => e.cause.code);
       console.log(await ask('http://127.0.0.1:${port}'), await ask('http://localhost:${port}'), await ask('http://127.0.0.1:${port + 1}'));`,
      { mode: 'strict', allow: [`tcp:localhost:${port}`] },
    );
    expect(run.out).toBe('live live ERR_REPLAY_BLOCKED\n');
    expect(run.code).toBe(97);
  });

  test('looks at where a connection goes, not at the name that its own lookup answers for', async () => {
    const run = await runGuarded(
      `import net from 'node:net';
       const lookup = (_name, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]);
       net.connect({ host: 'allowed.example', port: ${port}, lookup }).on('error', ({ code }) => console.log(code));`,
      { mode: 'strict', allow: [`tcp:allowed.example:${port}`] },
    );
    expect(run.out).toBe('ERR_REPLAY_BLOCKED\n');
    expect(hits).toBe(0);
  });

  test.each(['tcp:127.0.0.1', 'tcp:a:99999', 'git', 'fs:relative', 7])(
    'refuses to start with the rule %o',
    async (rule) => {
      const run = await runGuarded('console.log("ran")', { mode: 'strict', allow: [rule] });
      expect(run).toMatchObject({ code: 5, out: '' });
      expect(run.err).toContain('/allow/0');
    },
  );
});

describe('files in strict', () => {
  test('are written in the workspace only, also through a link', async () => {
    const workspace = fs.mkdtempSync(path.join(folder, 'workspace-'));
    fs.symlinkSync(folder, path.join(workspace, 'out'));
    const run = await runGuarded(
      `import fs from 'node:fs'; import path from 'node:path';
import { pathToFileURL } from 'node:url';
       const tries = [
         () => fs.writeFileSync(path.join(${JSON.stringify(workspace)}, 'fine'), ''),
         () => fs.writeFileSync(path.join(${JSON.stringify(workspace)}, 'out/linked'), ''),
         () => fs.writeFileSync(${JSON.stringify(path.join(folder, 'outside'))}, ''),
         () => fs.promises.appendFile(${JSON.stringify(path.join(folder, 'outside'))}, ''),
         () => fs.promises.writeFile(${JSON.stringify(path.join(folder, 'outside'))}, ''),
         () => new Promise((done, fail) => fs.writeFile(${JSON.stringify(path.join(folder, 'outside'))}, '', (e) => e ? fail(e) : done())),
         () => fs.promises.cp(${JSON.stringify(workspace)}, ${JSON.stringify(path.join(folder, 'copied'))}, { recursive: true }),
         () => fs.renameSync(path.join(${JSON.stringify(workspace)}, 'fine'), ${JSON.stringify(path.join(folder, 'moved'))}),
         () => fs.rmSync(${JSON.stringify(folder)}, { recursive: true }),
       ];
       for (const attempt of tries) console.log(await Promise.resolve().then(attempt).then(() => 'done', (error) => error.code));`,
      { mode: 'strict', workspace },
    );
    expect(run.out.trim().split('\n')).toEqual([
      'done',
      ...Array.from({ length: 8 }, () => 'ERR_REPLAY_BLOCKED'),
    ]);
    expect(fs.readdirSync(workspace).toSorted()).toEqual(['fine', 'out']);
  });

  test('are links that lead out of the workspace, unless what they lead to is meant', async () => {
    const workspace = fs.mkdtempSync(path.join(folder, 'links-'));
    const target = fs.mkdtempSync(path.join(folder, 'target-'));
    for (const name of ['a', 'b', 'c', 'd']) fs.symlinkSync(target, path.join(workspace, name));
    const run = await runGuarded(
      `import fs from 'node:fs';
       process.chdir(${JSON.stringify(workspace)});
       const tries = [
         () => fs.rmSync('a', { recursive: true }),
         () => fs.renameSync('b', 'moved'),
         () => fs.lutimesSync('c', 0, 0),
         () => fs.promises.rm('c'),
         () => fs.rmSync('d/', { recursive: true, force: true }),
         () => fs.rmSync('d/.', { recursive: true, force: true }),
         () => fs.utimesSync('d', 0, 0),
       ];
       for (const attempt of tries) console.log(await Promise.resolve().then(attempt).then(() => 'done', (error) => error.code));`,
      { mode: 'strict', workspace },
    );
    expect(run.out.trim().split('\n')).toEqual([
      ...Array.from({ length: 4 }, () => 'done'),
      ...Array.from({ length: 3 }, () => 'ERR_REPLAY_BLOCKED'),
    ]);
    expect(fs.readdirSync(workspace).toSorted()).toEqual(['d', 'moved']);
  });
});

test('native code behind SQLite, WASI and reports is refused in strict as well', async () => {
  const run = await runGuarded(
    `import { DatabaseSync, backup } from 'node:sqlite'; import { WASI } from 'node:wasi'; import v8 from 'node:v8';
     import { createTracing } from 'node:trace_events'; import { enableCompileCache } from 'node:module';
     const outside = ${JSON.stringify(path.join(os.tmpdir(), 'guard-test-outside.db'))};
     const memory = new DatabaseSync(':memory:', { allowExtension: true });
     const tries = [
       () => memory.loadExtension('/nowhere.so'),
       () => new DatabaseSync(outside),
       () => new memory.constructor(outside),
       () => memory.exec("select 1; /* x */ attach database '" + outside + "' as o"),
       () => memory.prepare('attach ? as o').run(outside),
       () => backup(memory, outside),
       () => new WASI({ version: 'preview1', preopens: { '/': '/' } }),
       () => process.report.writeReport(outside),
       () => v8.writeHeapSnapshot(outside),
       () => v8.writeHeapSnapshot(Buffer.from(outside)),
       () => v8.setFlagsFromString('--prof'),
       () => createTracing({ categories: ['node'] }),
     ];
     for (const attempt of tries) console.log(await Promise.resolve().then(attempt).then(() => 'done', (error) => error.code));
     console.log(enableCompileCache(outside).status);
     memory.exec("create table notes(text); insert into notes values ('attach the file')");`,
    { mode: 'strict', workspace: folder },
    { args: ['--no-warnings'] },
  );
  // 3 is the status of a cache that is switched off.
  const refused = Array.from({ length: 12 }, () => 'ERR_REPLAY_BLOCKED');
  expect(run.out.trim().split('\n')).toEqual([...refused, '3']);
  expect(run.err).toBe('');
});

test('strict holds a worker thread, where there are no trace events', async () => {
  const run = await runGuarded(
    `import { once } from 'node:events'; import { Worker } from 'node:worker_threads';
     const script = "try { process.getBuiltinModule('node:v8').writeHeapSnapshot('/nowhere') } catch (error) { console.log(error.code) }";
     await once(new Worker(script, { eval: true }), 'exit');`,
    { mode: 'strict', workspace: folder, allow: ['worker:*'] },
  );
  expect(run).toMatchObject({ out: 'ERR_REPLAY_BLOCKED\n' });
});

describe('the self-test', () => {
  test('finds every hook in place', async () => {
    const run = await runGuarded(`console.log(globalThis[Symbol.for('agent-replay.guard')].selfTest())`, {
      mode: 'strict',
    });
    expect(run).toMatchObject({ code: 0, out: '[]\n' });
  });

  test('refuses to run where a hook does not take', async () => {
    const early = path.join(folder, 'early.cjs');
    fs.writeFileSync(early, `Object.defineProperty(process, 'dlopen', { get: () => () => {}, set() {} });`);
    const run = await runGuarded(
      'console.log("ran")',
      { mode: 'strict' },
      { env: { NODE_OPTIONS: `--require ${early}` } },
    );
    expect(run).toMatchObject({ code: 5, out: '' });
    expect(run.err).toContain('process.dlopen');
  });
});

test.each([null, 'declared.jsonl'])(
  'native code is declared where it may run, with the ledger %s',
  async (file) => {
    const ledger = file === null ? null : path.join(folder, file);
    const run = await runGuarded(
      `try { process.dlopen({ exports: {} }, '/nowhere/side-channel.node') } catch {}
     console.log(JSON.stringify(globalThis[Symbol.for('agent-replay.guard')].unguarded().map(({ channel }) => channel)));`,
      { mode: 'cassette', ledger },
    );
    expect(run).toEqual({ code: 0, out: '["addon:side-channel.node"]\n', err: '' });
    if (ledger !== null) expect(fs.readFileSync(ledger, 'utf8')).toContain('"addon:side-channel.node"');
  },
);
