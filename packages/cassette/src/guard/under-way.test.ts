import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { runGuarded } from './guard.suite.ts';

let outside = '';
let workspace = '';

beforeEach(() => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'under-way-test-')));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  outside = path.join(folder, 'outside');
  workspace = path.join(folder, 'workspace');
  for (const each of [outside, workspace]) fs.mkdirSync(each);
});

/** Runs code in a workspace whose threads are busy, so that what it asks of them is done when it has said all. */
async function attempt(code: string, policy: object = { mode: 'strict' }) {
  const ledger = path.join(workspace, '..', 'ledger.jsonl');
  const run = await runGuarded(
    `const fs = process.getBuiltinModule('fs');
     const { join } = process.getBuiltinModule('path');
     const { pbkdf2 } = process.getBuiltinModule('crypto');
     const outside = ${JSON.stringify(outside)};
     process.chdir(${JSON.stringify(workspace)});
     const here = process.cwd();
     const busy = [...Array(8)].map(() => new Promise((done) => pbkdf2('', '', 5e4, 64, 'sha512', done)));
     const trying = async (work) => { try { await work() } catch {} };
     await trying(async () => { ${code} });
     await Promise.all(busy);`,
    { ledger, workspace, ...policy },
    { args: ['--no-warnings'] },
  );
  const rows = fs.existsSync(ledger) ? fs.readFileSync(ledger, 'utf8').trim().split('\n').length : 0;
  return { rows, left: fs.readdirSync(outside), said: run.out };
}

const SWAP = `fs.renameSync('d', 'e'); fs.symlinkSync(outside, 'd');`;

describe('what leads elsewhere while a thread has still to follow it is refused with a row', () => {
  test.each([
    [
      'a promise, whose folder becomes a link',
      `fs.mkdirSync('d'); const done = fs.promises.writeFile(join(here, 'd/a'), ''); ${SWAP} await done;`,
    ],
    [
      'a callback, whose folder becomes a link',
      `fs.mkdirSync('d'); const done = new Promise((end) => fs.mkdir(join(here, 'd/a'), end)); ${SWAP} await done;`,
    ],
    [
      'a file with a callback, whose folder becomes a link',
      `fs.mkdirSync('d'); const done = new Promise((end) => fs.writeFile(join(here, 'd/a'), '', end)); ${SWAP} await done;`,
    ],
    [
      'a way through a link, whose target becomes one',
      `fs.mkdirSync('d'); fs.symlinkSync('d', 'l'); const done = fs.promises.mkdir(join(here, 'l/a')); ${SWAP} await done;`,
    ],
    [
      'a way through a folder that is put in place of another, with a link in it',
      `fs.mkdirSync('k/d', { recursive: true }); fs.mkdirSync('f'); fs.symlinkSync(outside, 'f/d');
       const done = fs.promises.mkdir(join(here, 'k/d/a')); fs.renameSync('k', 'g'); fs.renameSync('f', 'k'); await done;`,
    ],
    [
      'a path from where the process is',
      `const done = fs.promises.writeFile('a', ''); process.chdir(outside); await done;`,
    ],
    [
      'a link that comes meanwhile',
      `const linked = fs.promises.symlink(outside, join(here, 'd')); const done = fs.promises.mkdir(join(here, 'd/a')); await Promise.all([linked, done]);`,
    ],
    [
      'a link that comes meanwhile, before a write that does not wait',
      `const linked = new Promise((end) => fs.symlink(outside, join(here, 'd'), end)); fs.writeFileSync(join(here, 'd/a'), ''); await linked;`,
    ],
    [
      'a plain file on its way, which becomes a folder with a link in it',
      `fs.writeFileSync('s', ''); const moved = new Promise((end) => fs.rename(join(here, 's'), join(here, 'k'), end));
       fs.unlinkSync('s'); fs.mkdirSync('s'); fs.symlinkSync(outside, 's/d');
       await Promise.all([moved, fs.promises.mkdir(join(here, 'k/d/a'))]);`,
    ],
    [
      'a plain file on its way, which becomes a link',
      `fs.writeFileSync('s', ''); const moved = new Promise((end) => fs.rename(join(here, 's'), join(here, 'k'), end));
       fs.unlinkSync('s'); fs.symlinkSync(outside, 's');
       await Promise.all([moved, fs.promises.mkdir(join(here, 'k/a'))]);`,
    ],
    [
      'a step back out of a folder that becomes a link',
      `fs.mkdirSync('d'); fs.mkdirSync('f'); fs.symlinkSync(outside, 'f/l'); fs.mkdirSync('l'); fs.mkdirSync('f/d');
       const done = fs.promises.mkdir(join(here, 'd') + '/../l/a'); fs.renameSync('d', 'e'); fs.symlinkSync('f/d', 'd'); await done;`,
    ],
    [
      'a link with another name',
      `fs.symlinkSync(outside, 's'); const done = fs.promises.mkdir(join(here, 'k/a')); fs.linkSync('s', 'k'); await done;`,
    ],
    [
      'a path through a link from where the process goes',
      `fs.mkdirSync('d'); fs.symlinkSync(outside, 'd/l'); fs.mkdirSync('l');
       const done = fs.promises.writeFile('l/a', ''); process.chdir('d'); await done;`,
    ],
  ])('%s', async (_what, code) => {
    const { rows, left } = await attempt(code);
    expect({ isTold: rows > 0, left }).toEqual({ isTold: true, left: [] });
  });

  test('also outside of strict, for what is protected', async () => {
    const code = `fs.mkdirSync('d'); const done = fs.promises.writeFile(join(here, 'd/a'), ''); ${SWAP} await done;`;
    const { rows, left } = await attempt(code, { mode: 'cassette', protect: [outside] });
    expect({ isTold: rows > 0, left }).toEqual({ isTold: true, left: [] });
  });
});

describe('a database that is named from where the process is leads where that is when it is opened', () => {
  test.each([
    [
      'opened later',
      `const database = new DatabaseSync('a.db', { open: false }); process.chdir(outside); database.open(); database.exec('create table t(x)');`,
    ],
    [
      'opened again, by a name of bytes',
      `const database = new DatabaseSync(Buffer.from('a.db')); database.close(); process.chdir(outside); database.open(); database.exec('create table t(x)');`,
    ],
    [
      'attached by a statement that was prepared before',
      `const database = new DatabaseSync(':memory:'); const attach = database.prepare("attach 'a.db' as a"); process.chdir(outside); attach.run(); database.exec('create table a.t(x)');`,
    ],
  ])('%s', async (_what, code) => {
    const { rows, left } = await attempt(`const { DatabaseSync } = await import('node:sqlite'); ${code}`);
    expect({ rows, left }).toEqual({ rows: 1, left: [] });
  });
});

test('what threads do side by side, and in turn, is let be', async () => {
  const { rows, said } = await attempt(
    `await Promise.all([...Array(20)].map(async (_, at) => {
       await fs.promises.mkdir('f' + at);
       await fs.promises.writeFile('f' + at + '/part', '');
       await fs.promises.rename('f' + at + '/part', 'f' + at + '/whole');
       await fs.promises.symlink(join(here, 'f' + at), 'l' + at);
       await fs.promises.writeFile('l' + at + '/more', '');
       await new Promise((end) => fs.rename('f' + at + '/more', 'f' + at + '/most', end));
     }));
     await fs.promises.writeFile('missing/a', '').catch(({ code }) => console.log(code));
     process.chdir('f0'); console.log(fs.readdirSync('.').join());`,
  );
  expect({ rows, said }).toEqual({ rows: 0, said: 'ENOENT\nmost,whole\n' });
});

test.each(['strict', 'cassette'])(
  'what agents do to files at the same time is let be in %s',
  async (mode) => {
    const { rows, said } = await attempt(
      `const { appendFile, mkdir, rename, symlink, unlink, writeFile } = fs.promises;
     const save = async (_, at) => {
       await writeFile('state.' + at, '' + at);
       await rename('state.' + at, 'state');
     };
     const link = async (_, at) => {
       await symlink('state', 'link.' + at);
       await rename('link.' + at, 'link');
     };
     await Promise.all([...Array(20)].map(save));
     await Promise.all([...Array(20)].map(link));
     fs.writeFileSync('log', '1');
     fs.mkdirSync('f');
     await Promise.all([rename('log', 'log.1'), appendFile('log.1', '2'), rename('f', 'g'), unlink('link')]);
     const left = [mkdir('sub/sub', { recursive: true }), appendFile('log', '3')];
     process.chdir('g');
     console.log((await Promise.allSettled(left)).map(({ reason }) => reason?.code).join());`,
      { mode, protect: [path.join(workspace, 'fixtures')] },
    );
    expect({ rows, said }).toEqual({ rows: 0, said: ',\n' });
  },
);
