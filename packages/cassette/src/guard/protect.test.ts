import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { runGuarded } from './guard.suite.ts';

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'guard-protect-')));
const kept = path.join(folder, 'project', 'fixtures');
const file = path.join(kept, 'expected.json');

beforeEach(() => {
  fs.rmSync(path.join(folder, 'project'), { recursive: true, force: true });
  fs.mkdirSync(kept, { recursive: true });
  fs.writeFileSync(file, 'as it was');
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** Runs tries, and prints how each ended. */
const run = (tries: readonly string[], policy: object, open: readonly number[] = []) =>
  runGuarded(
    `import fs from 'node:fs'; import { DatabaseSync } from 'node:sqlite'; import { spawn, spawnSync } from 'node:child_process';
     import { Worker } from 'node:worker_threads'; import { WASI } from 'node:wasi';
     import v8 from 'node:v8'; import { once } from 'node:events'; import { createTracing } from 'node:trace_events'; import { enableCompileCache } from 'node:module';
     import { Session } from 'node:inspector';
     const session = new Session(); session.connect();
     const post = (method, params) => new Promise((done, fail) => session.post(method, params, (error) => error ? fail(error) : done()));
     const dispatch = (text) => new (process.binding('inspector').Connection)(() => {}).dispatch(text);
     const [folder, kept, file] = ${JSON.stringify([folder, kept, file])};
     for (const attempt of [${tries.map((each) => `() => ${each}`).join(', ')}])
       console.log(await Promise.resolve().then(attempt).then((end) => String(end ?? 'done'), (error) => error.code));`,
    policy,
    { args: ['--no-warnings'], open },
  );

test.each([
  { mode: 'cassette' },
  { mode: 'live' },
  { mode: 'strict', allow: ['fs:/', 'spawn:node', 'worker:*'] },
])('what is protected stays as it is in $mode, by whatever way', async (policy) => {
  const tries = [
    `fs.writeFileSync(file, 'x')`,
    `fs.promises.appendFile(file, 'x')`,
    `fs.promises.writeFile(kept + '/more.json', 'x')`,
    `fs.unlinkSync(file)`,
    `fs.renameSync(file, folder + '/away.json')`,
    `fs.renameSync(folder + '/project', folder + '/away')`,
    `fs.rmSync(folder + '/project', { recursive: true })`,
    `fs.promises.rm(folder + '/project', { recursive: true })`,
    `fs.linkSync(file, folder + '/project/hard')`,
    `(fs.symlinkSync(kept, folder + '/project/soft'), fs.writeFileSync(folder + '/project/soft/expected.json', 'x'))`,
    `(fs.mkdirSync(folder + '/project/from/a', { recursive: true }), fs.writeFileSync(folder + '/project/from/a/expected.json', 'x'),
      fs.mkdirSync(folder + '/project/to'), fs.symlinkSync(kept, folder + '/project/to/a'),
      fs.cpSync(folder + '/project/from', folder + '/project/to', { recursive: true }))`,
    `(fs.unlinkSync(folder + '/project/to/a'), fs.mkdirSync(folder + '/project/to/a'),
      fs.symlinkSync(file, folder + '/project/to/a/expected.json'),
      fs.cpSync(folder + '/project/from', folder + '/project/to', { recursive: true, force: true }))`,
    `post('NodeWorker.enable', { waitForDebuggerOnStart: true })`,
    `dispatch('{"id":1,"method":"NodeWorker.enable","params":{"waitForDebuggerOnStart":true},"method":"Runtime.enable","method":"NodeWorker.enable"}')`,
    `dispatch('{"id":1,"method":"NodeWorker.enable",}')`,
    `fs.chmodSync(file, 0o777)`,
    `fs.truncateSync(file)`,
    `new DatabaseSync(kept + '/runs.db')`,
    `new DatabaseSync(':memory:').exec("attach '" + file + "' as o")`,
    `new WASI({ version: 'preview1', preopens: { '/': folder } })`,
    `process.report.writeReport(file)`,
    `v8.writeHeapSnapshot(kept + '/h')`,
    `v8.writeHeapSnapshot(Buffer.from(kept + '/h'))`,
    `v8.writeHeapSnapshot(new URL('file://' + kept + '/h'))`,
    `v8.setFlagsFromString('--logfile=' + kept + '/v8.log --log')`,
    `v8.setFlagsFromString('--log --logfile ' + kept + '/v8.log')`,
    // Where the process is: the next ones name no file.
    `(process.chdir(kept), v8.writeHeapSnapshot())`,
    `v8.setHeapSnapshotNearHeapLimit(1)`,
    `v8.setFlagsFromString('--prof')`,
    `createTracing({ categories: ['node'] })`,
  ];
  const { out, code } = await run(tries, { ...policy, protect: [kept] });
  expect(out.trim().split('\n')).toEqual(tries.map(() => 'ERR_REPLAY_BLOCKED'));
  expect(code).toBe(97);
  expect(fs.readdirSync(kept)).toEqual(['expected.json']);
  expect(fs.readFileSync(file, 'utf8')).toBe('as it was');
});

test('a link that leads to what is protected stays, where that is named by it', async () => {
  const link = path.join(folder, 'project', 'link');
  fs.symlinkSync(kept, link);
  const tries = [
    `fs.unlinkSync(folder + '/project/link')`,
    `fs.rmSync(folder + '/project/link')`,
    `fs.renameSync(folder + '/project/link', folder + '/away')`,
    `fs.promises.rm(folder + '/project', { recursive: true })`,
  ];
  const { out } = await run(tries, { mode: 'cassette', protect: [link] });
  expect(out.trim().split('\n')).toEqual(tries.map(() => 'ERR_REPLAY_BLOCKED'));
  expect(fs.readdirSync(link)).toEqual(['expected.json']);
});

test('a compile cache lies anywhere but in what is protected, and so do snapshots and traces', async () => {
  const { out } = await run(
    [
      `enableCompileCache(kept + '/cache')`,
      `enableCompileCache({ get directory() { return this.asked++ === 0 ? kept + '/cache' : folder }, asked: 0 })`,
      `(process.env.NODE_COMPILE_CACHE = kept + '/cache', enableCompileCache())`,
      `(fs.symlinkSync(kept, folder + '/project/soft'), enableCompileCache(folder + '/project/soft/cache'))`,
      `enableCompileCache(folder + '/project/cache').status`,
      `v8.writeHeapSnapshot(folder + '/project/h').length > 0`,
      `(process.chdir(folder + '/project'), globalThis.tracing = createTracing({ categories: ['node'] }))`,
      `(process.chdir(kept), tracing.enable())`,
      `(process.chdir(folder + '/project'), tracing.enable())`,
      `v8.setFlagsFromString('--trace-gc --no-trace-gc')`,
    ],
    { mode: 'cassette', protect: [kept] },
  );
  const refused = 'ERR_REPLAY_BLOCKED';
  expect(out.trim().split('\n')).toEqual([
    refused,
    refused,
    refused,
    refused,
    '1',
    'true',
    '[object Object]',
    refused,
    'done',
    'done',
  ]);
  expect(fs.readdirSync(kept)).toEqual(['expected.json']);
  expect(fs.readdirSync(path.join(folder, 'project'))).toEqual(expect.arrayContaining(['cache', 'h']));
});

test('links that a copied tree has no way through stay free, and so does taking one away', async () => {
  const { out } = await run(
    [
      `fs.mkdirSync(folder + '/project/from/a', { recursive: true })`,
      `(fs.writeFileSync(folder + '/project/from/a/one', 'x'), fs.symlinkSync(kept, folder + '/project/from/link'))`,
      `(fs.mkdirSync(folder + '/project/other'), fs.mkdirSync(folder + '/project/to'))`,
      `(fs.symlinkSync('/', folder + '/project/to/root'), fs.symlinkSync('../other', folder + '/project/to/a'))`,
      `fs.cpSync(folder + '/project/from', folder + '/project/to', { recursive: true })`,
      `fs.readlinkSync(folder + '/project/to/link') === kept`,
      `fs.readdirSync(folder + '/project/other')`,
      `fs.unlinkSync(folder + '/project/to/link')`,
      `fs.promises.rm(folder + '/project/to', { recursive: true })`,
      `post('Runtime.evaluate', { expression: '1' })`,
    ],
    { mode: 'strict', workspace: path.join(folder, 'project'), protect: [kept] },
  );
  expect(out.trim().split('\n')).toEqual([
    path.join(folder, 'project/from'),
    ...Array.from({ length: 4 }, () => 'done'),
    'true',
    'one',
    ...Array.from({ length: 3 }, () => 'done'),
  ]);
  expect(fs.readdirSync(kept)).toEqual(['expected.json']);
});

test('a worker profiles itself, and is told where, outside of what is protected', async () => {
  fs.writeFileSync(path.join(kept, 'setup.cjs'), '');
  const started = (options: string) =>
    `once(new Worker('', { eval: true, ${options} }), 'exit').then(([code]) => code)`;
  const { out } = await run(
    [
      started(`execArgv: ['--cpu-prof', '--cpu-prof-dir=' + kept]`),
      started(`execArgv: ['--heap_prof', '--heap_prof_dir', kept]`),
      started(`execArgv: ['--cpu-prof', '--cpu-prof-dir=' + folder, '--cpu-prof-name=project/fixtures/x']`),
      started(`execArgv: { 0: '--cpu-prof', 1: '--cpu-prof-dir=' + kept, length: 2 }`),
      started(`env: { NODE_OPTIONS: '--cpu-prof "--cpu-prof-dir=' + kept + '"' }`),
      started(
        `execArgv: ['--cpu-prof', '--cpu-prof-dir=' + folder + '/project', '--cpu-prof-name=p'], env: {}`,
      ),
      `(process.execArgv.push('--cpu-prof', '--cpu-prof-dir=' + kept), ${started('')})`,
      started(`execArgv: ['--require', kept + '/setup.cjs']`),
    ],
    { mode: 'cassette', protect: [kept] },
  );
  const refused = 'ERR_REPLAY_BLOCKED';
  expect(out.trim().split('\n')).toEqual([refused, refused, refused, refused, refused, '0', refused, '0']);
  expect(fs.readdirSync(kept)).toEqual(['expected.json', 'setup.cjs']);
  expect(fs.readdirSync(path.join(folder, 'project')).toSorted()).toEqual(['fixtures', 'p']);
});

test('children and workers are held to it, and what lies beside it is free', async () => {
  const { out } = await run(
    [
      `spawnSync(process.execPath, ['-e', 'fs.writeFileSync(' + JSON.stringify(file) + ', "x")'], { env: {} }).status`,
      `new Promise((done) => new Worker('require("fs").writeFileSync(' + JSON.stringify(file) + ', "x")', { eval: true })
         .on('error', () => {}).on('exit', done))`,
      `fs.writeFileSync(folder + '/project/beside', '')`,
    ],
    { mode: 'cassette', protect: [kept] },
  );
  expect(out.trim().split('\n')).toEqual(['1', '1', 'done']);
  expect(fs.readFileSync(file, 'utf8')).toBe('as it was');
});

test.skipIf(process.platform !== 'linux')(
  'what is protected is not written through a descriptor that was open before',
  async () => {
    const tries = [
      `fs.writeSync(3, 'x', 0)`,
      `fs.writeSync(3, Buffer.from('x'), 0, 1, 0)`,
      `fs.writevSync(3, [Buffer.from('x')], 0)`,
      `fs.writeFileSync(3, 'x')`,
      `fs.ftruncateSync(3)`,
      `new Promise((done) => fs.write(3, 'x', (error) => done(error?.code)))`,
      `fs.writeSync(4, 'x')`,
    ];
    const handed = [
      `spawnSync('/bin/echo', ['x'], { stdio: ['ignore', 3, 'ignore'] }).error?.code`,
      `spawnSync(process.execPath, ['-e', 'fs.writeSync(1, "x")'], { stdio: ['ignore', 3, 3] }).error?.code`,
      `new Promise((done) => spawn('/bin/echo', ['x'], { stdio: ['ignore', 3, 4] }).on('error', (error) => done(error.code)))`,
    ];
    const free = [
      `spawnSync('/bin/cat', [], { stdio: [5, 4, 'ignore'] }).status`,
      `new Promise((done) => spawn('/bin/cat', [], { stdio: [5, 4, 'ignore'] }).on('exit', done))`,
    ];
    const beside = path.join(folder, 'beside');
    const open = [fs.openSync(file, 'r+'), fs.openSync(beside, 'w'), fs.openSync(file, 'r')];
    const { out } = await run([...tries, ...handed, ...free], { mode: 'cassette', protect: [kept] }, open);
    for (const each of open) fs.closeSync(each);
    const refused = 'ERR_REPLAY_BLOCKED';
    expect(out.trim().split('\n')).toEqual([
      ...tries.slice(0, -1).map(() => refused),
      '1',
      ...handed.map(() => refused),
      ...free.map(() => '0'),
    ]);
    expect(fs.readFileSync(beside, 'utf8')).toContain('as it was');
    expect(fs.readFileSync(file, 'utf8')).toBe('as it was');
  },
);
