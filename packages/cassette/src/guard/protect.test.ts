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
const run = (tries: readonly string[], policy: object) =>
  runGuarded(
    `import fs from 'node:fs'; import { DatabaseSync } from 'node:sqlite'; import { spawnSync } from 'node:child_process';
     import { Worker } from 'node:worker_threads'; import { WASI } from 'node:wasi';
     const [folder, kept, file] = ${JSON.stringify([folder, kept, file])};
     for (const attempt of [${tries.map((each) => `() => ${each}`).join(', ')}])
       console.log(await Promise.resolve().then(attempt).then((end) => String(end ?? 'done'), (error) => error.code));`,
    policy,
    { args: ['--no-warnings'] },
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
    `fs.chmodSync(file, 0o777)`,
    `fs.truncateSync(file)`,
    `new DatabaseSync(kept + '/runs.db')`,
    `new DatabaseSync(':memory:').exec("attach '" + file + "' as o")`,
    `new WASI({ version: 'preview1', preopens: { '/': folder } })`,
    `process.report.writeReport(file)`,
  ];
  const { out, code } = await run(tries, { ...policy, protect: [kept] });
  expect(out.trim().split('\n')).toEqual(tries.map(() => 'ERR_REPLAY_BLOCKED'));
  expect(code).toBe(97);
  expect(fs.readdirSync(kept)).toEqual(['expected.json']);
  expect(fs.readFileSync(file, 'utf8')).toBe('as it was');
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
