import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runGuarded } from './guard.suite.ts';

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'guard-programs-')));
const planted = path.join(folder, 'true');
const linked = path.join(folder, 'links', 'true');

beforeAll(() => {
  fs.writeFileSync(planted, '#!/bin/sh\nexit 3\n', { mode: 0o755 });
  fs.mkdirSync(path.dirname(linked));
  fs.symlinkSync('/bin/true', linked);
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** Starts programs in strict; gives how each ended. */
async function start(allow: readonly string[], starts: readonly string[]): Promise<string[]> {
  const run = await runGuarded(
    `import { spawnSync, spawn, execFileSync } from 'node:child_process';
     const folder = ${JSON.stringify(folder)}, planted = ${JSON.stringify(planted)}, linked = ${JSON.stringify(linked)};
     const end = (child) => new Promise((done) => child.on('error', ({ code }) => done(code)).on('exit', done));
     for (const run of [${starts.map((each) => `() => ${each}`).join(', ')}]) {
       const ended = await run();
       console.log(ended?.error?.code ?? ended?.status ?? ended);
     }`,
    { mode: 'strict', allow },
  );
  expect(run.err).toBe('');
  return run.out.trim().split('\n');
}

test('a rule names the program that its name stood for at the start, and no other one of that name', async () => {
  const ends = await start(
    ['spawn:true'],
    [
      `spawnSync('true')`,
      `spawnSync('/bin/true')`,
      `spawnSync(planted)`,
      `spawnSync('./true', { cwd: folder })`,
      `spawnSync('true', { env: { PATH: folder } })`,
      `spawnSync(linked)`,
      `end(spawn('true', { env: { PATH: folder + ':' + process.env.PATH } }))`,
      `(process.env.PATH = folder, spawnSync('true'))`,
      `end(spawn('true'))`,
    ],
  );
  const refused = 'ERR_REPLAY_BLOCKED';
  expect(ends).toEqual(['0', '0', refused, refused, refused, refused, refused, refused, refused]);
});

test('a rule names a program by its path, a link to its folder included, and Node by its name', async () => {
  const ends = await start(
    [`spawn:${planted}`, 'spawn:node'],
    [
      `spawnSync('true', { env: { PATH: folder } })`,
      `spawnSync('true')`,
      `spawnSync(process.execPath, ['-e', ''])`,
    ],
  );
  expect(ends).toEqual(['3', 'ERR_REPLAY_BLOCKED', '0']);
});

test('a child takes the rule as its parent understands it', async () => {
  const script = `
    const { spawnSync } = require('node:child_process');
    console.log(spawnSync('true').error?.code, spawnSync('/bin/true').status);`;
  const ends = await start(
    ['spawn:true', 'spawn:node'],
    [
      `spawnSync(process.execPath, ['-e', ${JSON.stringify(script)}], { env: { PATH: folder } }).stdout.toString().trim()`,
    ],
  );
  expect(ends).toEqual(['ERR_REPLAY_BLOCKED 0']);
});
