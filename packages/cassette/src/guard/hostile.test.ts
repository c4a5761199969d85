import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runGuarded } from './guard.suite.ts';
import { guardPath } from './load-guard.ts';

let hits = 0;
const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'hostile-test-')));
const workspace = path.join(folder, 'workspace');
const built = new URL('../../dist/bundle/index.js', import.meta.url).href;
const server = http.createServer((_request, response) => {
  hits += 1;
  response.end('live');
});
let port = 0;

beforeAll(async () => {
  fs.mkdirSync(workspace);
  fs.mkdirSync(path.join(folder, 'a/b'), { recursive: true });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
beforeEach(() => {
  hits = 0;
});
afterAll(() => {
  server.close();
  fs.rmSync(folder, { recursive: true });
});

/** Runs code in strict, which prints how it ended; returns that, and how many rows the ledger has. */
async function attack(code: string, policy: object = {}) {
  const ledger = path.join(folder, `${Math.random()}.jsonl`);
  const run = await runGuarded(
    `const net = process.getBuiltinModule('net');
     const talk = () => new Promise((resolve, reject) =>
       net.connect(${port}, '127.0.0.1').on('connect', () => resolve('connected')).on('error', reject));
     const end = await (async () => { ${code} })().then(String, (error) => error.code ?? error.cause?.code ?? String(error));
     console.log(end);`,
    { mode: 'strict', ledger, workspace, ...policy },
    { args: ['--no-warnings'] },
  );
  const rows = fs.existsSync(ledger) ? fs.readFileSync(ledger, 'utf8').split('"blocked"').length - 1 : 0;
  return { end: run.out.trim(), rows };
}

const REFUSED = { end: 'ERR_REPLAY_BLOCKED', rows: 1 };
const GUARD = `globalThis[Symbol.for('agent-replay.guard')]`;

describe('the guard is not lowered', () => {
  test.each([
    ['by its own interface', `${GUARD}.adopt({ mode: 'off' }); ${GUARD}.permit('tcp:127.0.0.1:*');`],
    ['by a wider allow-list', `${GUARD}.adopt({ mode: 'live', allow: ['tcp:127.0.0.1:*'], netns: true });`],
    [
      'by what it shows',
      `const { policy } = ${GUARD};
       for (const change of [() => (policy.mode = 'off'), () => policy.allow.push('tcp:127.0.0.1:*')])
         try { change(); } catch {}`,
    ],
    ['by being asked for control', `${GUARD}.claim()?.adopt({ mode: 'off' });`],
    [
      'by being loaded anew',
      `const { createRequire } = await import('node:module'); const require = createRequire('/');
       const file = ${JSON.stringify(guardPath)}; require(file).installGuard({ mode: 'off' });
       delete require.cache[file]; require(file).installGuard({ mode: 'off' });`,
    ],
    [
      'by this package',
      `const { currentGuard, guardControl, installGuard } = await import(${JSON.stringify(built)});
       for (const guard of [installGuard({ mode: 'off' }), currentGuard(), guardControl(), guardControl()]) {
         guard.adopt({ mode: 'off' }); guard.permit('tcp:127.0.0.1:*');
       }`,
    ],
  ])('%s', async (_what, code) => {
    expect(await attack(`${code} return talk();`)).toEqual(REFUSED);
    expect(hits).toBe(0);
  });

  test('but is tightened, until that is taken back', async () => {
    const run = await runGuarded(
      `const guard = ${GUARD}; const modes = [guard.policy.mode];
       const undo = guard.adopt({ mode: 'strict', allow: ['spawn:ls', 'spawn:git'] });
       modes.push(guard.policy.mode, ...guard.policy.allow); undo(); modes.push(guard.policy.mode, ...guard.policy.allow);
       console.log(modes.join());`,
      { mode: 'cassette', allow: ['spawn:ls', 'spawn:cat'] },
    );
    expect(run.out).toBe('cassette,strict,spawn:ls,cassette,spawn:ls,spawn:cat\n');
  });

  test('is given once to the first who asks, where a process is started for somebody', async () => {
    const run = await runGuarded(
      `const guard = ${GUARD}; const control = guard.claim();
       console.log(guard.claim(), control.policy.mode, control.adopt({ mode: 'off' }) && guard.policy.mode, process.env.X);`,
      { mode: 'strict', claim: true },
    );
    expect(run.out).toBe('undefined strict off undefined\n');
  });
});

describe('the guard decides by nothing that a program can turn', () => {
  test.each([
    'Array.prototype.some = () => true',
    'Array.prototype.includes = () => true',
    'Object.getPrototypeOf([].values()).next = () => ({ done: true })',
    'Map.prototype.values = () => [{ allows: () => true }]',
    "String.prototype.replace = () => '10.0.0.1'",
    "globalThis.String = () => '10.0.0.1'",
    'RegExp.prototype.test = () => true',
    'JSON.stringify = () => { throw new Error() }',
    'Array.prototype.push = () => 0',
    "Object.defineProperty(Error, 'stackTraceLimit', { get() { throw new Error() } })",
    "globalThis[Symbol.for('agent-replay.session')] = { takeLate() { throw new Error() } }",
    "process.binding('tcp_wrap').TCP.prototype.connect.constructor('return Array')().prototype.some = () => true",
  ])('%s', async (turn) => {
    const { rows } = await attack(`try { ${turn} } catch {} return talk();`, { allow: ['tcp:10.0.0.1:*'] });
    expect({ rows, hits }).toEqual({ rows: 1, hits: 0 });
  });

  test('not by what an address says when it is asked a second time', async () => {
    const { end } = await attack(
      `const { TCP, TCPConnectWrap } = process.binding('tcp_wrap');
       const twice = (first, second) => { let asked = 0; return { valueOf: () => asked++ ? second : first, toString: () => asked++ ? second : first } };
       return new Promise((resolve, reject) => {
         const request = Object.assign(new TCPConnectWrap(), { oncomplete: (status) => status === 0 ? resolve('out') : reject(status) });
         const status = new TCP(0).connect(request, '127.0.0.1', twice(9, ${port}));
         if (status !== 0) reject(status);
       });`,
      { allow: ['tcp:127.0.0.1:9'] },
    );
    expect(end).toMatch(/^-\d+$/);
  });
});

describe('in cassette, too, what runs beside a replay gets no signal', () => {
  test.each([
    ['who started it', `process.kill(process.ppid, 'SIGCONT')`],
    ['its group, where the runner is', `process.kill(0, 'SIGCONT')`],
    [
      'its group, by what stands for no program',
      `const { Process } = process.binding('process_wrap'); new Process().kill(18)`,
    ],
    [
      'its group, by what says that it is this process',
      `const { Process } = process.binding('process_wrap'); Object.assign(new Process(), { pid: process.pid }).kill(18)`,
    ],
    [
      'its group, by what says that it is a child of this process',
      `const { Process } = process.binding('process_wrap');
       const { pid } = process.getBuiltinModule('child_process').spawn('true');
       Object.assign(new Process(), { pid }).kill(18)`,
    ],
    [
      'who started it, by its number in place of the own one',
      `Object.defineProperty(process, 'pid', { value: process.ppid }); process.kill(process.ppid, 'SIGCONT')`,
    ],
    [
      'who started it, by what says that it has started that',
      `const { Process } = process.binding('process_wrap');
       Object.defineProperty(Process.prototype, 'pid', { get: () => process.ppid, set() {} });
       process.getBuiltinModule('child_process').spawn('true');
       process.kill(process.ppid, 'SIGCONT')`,
    ],
    ['another priority, by the function below', `process.binding('os').setPriority(process.ppid, 0, {})`],
    [
      'a stranger, by a turned function',
      `String.prototype.split = () => [0, process.pid]; String.prototype.slice = () => ''; process.kill(1, 'SIGCONT')`,
    ],
  ])('%s', async (_who, code) => {
    expect(await attack(code, { mode: 'cassette' })).toEqual(REFUSED);
  });

  test('what it started does, by whatever way', async () => {
    const code = `const { spawn } = process.getBuiltinModule('child_process');
      const shell = spawn('sh', ['-c', 'sleep 30 & echo $!; wait'], { stdio: ['ignore', 'pipe', 'ignore'] });
      const [pid] = await process.getBuiltinModule('events').once(shell.stdout, 'data');
      process.kill(Number(String(pid)), 'SIGKILL');
      process.kill(shell.pid, 'SIGKILL');
      return 'ended';`;
    expect(await attack(code, { mode: 'cassette' })).toEqual({ end: 'ended', rows: 0 });
  });
});

describe('in cassette, a worker is held to what its process is held to', () => {
  const off = `process.env.AGENT_REPLAY_GUARD = JSON.stringify({ mode: 'off', netns: true });`;
  const dialled = () =>
    JSON.stringify(
      `const thread = process.getBuiltinModule('worker_threads'); const end = (text) => thread.parentPort.postMessage(text);
     process.getBuiltinModule('net').connect(${port}, '127.0.0.1').on('connect', () => end('connected')).on('error', (error) => end(error.code));`,
    );
  const heard = `new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject))`;
  test.each([
    [
      'whose environment is changed before it is read',
      `const worker = new Worker(code, { eval: true, env: SHARE_ENV }); ${off}`,
    ],
    [
      'whose data is changed as it is made',
      `const shared = new Proxy(function () {}, { get(target, name) {
         if (name === 'prototype') setEnvironmentData('AGENT_REPLAY_GUARD', JSON.stringify({ mode: 'off' }));
         return name === 'prototype' ? Worker.prototype : target[name]; } });
       const worker = Reflect.construct(Worker, [code, { eval: true, env: SHARE_ENV }], shared); ${off}`,
    ],
    [
      "that looks for the class below Node's own",
      `const within = "const { Worker } = require('internal/worker'); const { parentPort } = require('worker_threads');" +
         "new Worker(" + JSON.stringify(code) + ", { eval: true, execArgv: [], env: {} }).on('message', (text) => parentPort.postMessage(text))";
       const worker = new Worker(within, { eval: true, execArgv: ['--expose-internals'] });`,
    ],
  ])('%s', async (_what, start) => {
    const code = `const { setEnvironmentData, SHARE_ENV, Worker } = process.getBuiltinModule('worker_threads');
      const code = ${dialled()}; ${start} return ${heard};`;
    const { end } = await attack(code, { mode: 'cassette' });
    expect(end).toMatch(/^(?:ERR_REPLAY_BLOCKED|MODULE_NOT_FOUND)$/);
    expect(hits).toBe(0);
  });
});

test('what is open already is no pipe by which a protected file is written to', async () => {
  const kept = path.join(folder, 'kept');
  fs.writeFileSync(kept, 'as it was');
  const code = `const fs = process.getBuiltinModule('fs'); const { Pipe } = process.binding('pipe_wrap');
    const guard = ${GUARD}; const fd = fs.openSync(${JSON.stringify(kept)}, 'r+');
    guard.adopt({ mode: 'cassette', protect: [${JSON.stringify(kept)}] });
    return new Pipe(0).open(fd) + ' ' + guard.entries().map(({ path }) => path);`;
  expect((await attack(code, { mode: 'off' })).end).toBe(`-101 ${kept}`);
});

describe('in strict, refused with a row', () => {
  const outside = JSON.stringify(path.join(folder, 'outside'));
  test.each([
    ['a listening inspector', `(await import('node:inspector')).open(0)`],
    ['a signal that makes the inspector listen', `process.kill(process.pid, 'SIGUSR1')`],
    [
      'the variables of functions',
      `const session = new (await import('node:inspector')).Session(); session.connect();
       session.post('Runtime.getProperties', { objectId: '1' }, () => {});`,
    ],
    [
      'a report that writes itself',
      `process.report.reportOnSignal = true; process.report.directory = ${JSON.stringify(folder)}`,
    ],
    [
      'flags of V8 that write files',
      `process.getBuiltinModule('v8').setFlagsFromString('--redirect-code-traces-to=' + ${outside})`,
    ],
    [
      'a database with a fragment',
      `new (await import('node:sqlite')).DatabaseSync('file:' + ${outside} + '#?mode=ro')`,
    ],
    [
      'a folder for what a database sorts',
      `new (await import('node:sqlite')).DatabaseSync(':memory:').exec('pragma temp_store_directory = "' + ${JSON.stringify(folder)} + '"')`,
    ],
    [
      'a name from where the process says it is',
      `const fs = process.getBuiltinModule('fs'); process.chdir(${JSON.stringify(folder)}); process.cwd = () => ${JSON.stringify(workspace)}; fs.writeFileSync('named', '')`,
    ],
    [
      'a step back from behind a link',
      `const fs = process.getBuiltinModule('fs'); fs.symlinkSync(${JSON.stringify(folder)} + '/a/b', ${JSON.stringify(workspace)} + '/back'); fs.writeFileSync(${JSON.stringify(workspace)} + '/back/../c', '')`,
    ],
    [
      'a link that steps back from behind a link',
      `const fs = process.getBuiltinModule('fs'); fs.symlinkSync(${JSON.stringify(folder)} + '/a/b', ${JSON.stringify(workspace)} + '/behind');
       fs.symlinkSync('behind/../d', ${JSON.stringify(workspace)} + '/link'); fs.writeFileSync(${JSON.stringify(workspace)} + '/link', '')`,
    ],
    [
      'a folder of WASI that changes',
      `let asked = 0; new (await import('node:wasi')).WASI({ version: 'preview1', preopens: { get '/'() { return asked++ ? ${JSON.stringify(workspace)} : '/' } } })`,
    ],
    [
      'a socket in a file',
      `await new Promise((resolve, reject) => net.createServer().on('error', reject).listen(${outside}, resolve))`,
    ],
  ])('%s', async (_what, code) => {
    const { end, rows } = await attack(`${code}; return 'done';`);
    expect(rows).toBe(1);
    expect(end).toMatch(/^(?:ERR_REPLAY_BLOCKED|EACCES|ERR_SQLITE_ERROR)$/);
  });

  test.each([
    [
      'the path module',
      `const path = process.getBuiltinModule('path'); path.resolve = path.join = path.normalize = () => ${JSON.stringify(path.join(workspace, 'x'))}; path.relative = () => '';`,
    ],
    ['the file system', `process.getBuiltinModule('fs').realpathSync = () => ${JSON.stringify(workspace)};`],
  ])('a file outside, after %s was turned', async (_what, turn) => {
    expect(await attack(`${turn} process.getBuiltinModule('fs').writeFileSync(${outside}, '')`)).toEqual(
      REFUSED,
    );
  });

  test('a database outside, by options that change once they were read', async () => {
    const { end } = await attack(
      `let asked = 0; const options = { get readOnly() { return asked++ === 0 } };
       new (await import('node:sqlite')).DatabaseSync(${outside}, options).exec('create table t(x)'); return 'done';`,
    );
    expect([end, fs.existsSync(path.join(folder, 'outside'))]).toEqual(['ERR_SQLITE_ERROR', false]);
  });

  test('an engine of OpenSSL that a static import names', async () => {
    const file = path.join(workspace, 'engine.mjs');
    fs.writeFileSync(
      file,
      `import { setEngine } from 'node:crypto'; try { setEngine('/nowhere.so') } catch ({ code }) { console.log(code) }`,
    );
    const run = await runGuarded(`await import(${JSON.stringify(file)})`, { mode: 'strict', workspace });
    expect(run.out).toBe('ERR_REPLAY_BLOCKED\n');
  });
});

test.each(['strict', 'cassette'])('what the guard rests on is written by nobody, in %s', async (mode) => {
  const ledger = path.join(folder, `${mode}-own.jsonl`);
  const run = await runGuarded(
    `const fs = process.getBuiltinModule('fs');
     for (const file of [${JSON.stringify(guardPath)}, ${JSON.stringify(ledger)}, '/proc/self/mem']) {
       try { fs.closeSync(fs.openSync(file, 'r+')); console.log('open') } catch ({ code }) { console.log(code) }
     }`,
    { mode, ledger, workspace: '/', allow: ['fs:/'] },
  );
  expect(run.out).toBe('ERR_REPLAY_BLOCKED\n'.repeat(process.platform === 'linux' ? 3 : 2));
  expect(fs.readFileSync(ledger, 'utf8').trim().split('\n')).toHaveLength(3);
});
