import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { runGuarded } from './guard.suite.ts';

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'guard-odd-paths-')));
const workspace = path.join(folder, 'workspace');
const outside = path.join(folder, 'outside');

beforeEach(() => {
  for (const each of [workspace, outside]) {
    fs.rmSync(each, { recursive: true, force: true });
    fs.mkdirSync(each);
  }
  fs.writeFileSync(path.join(outside, 'there'), 'as it was');
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

const MODES = [
  { mode: 'strict', workspace },
  { mode: 'cassette', protect: [outside] },
];

/** Runs tries in the workspace, and gives how each ended. */
async function attempt(tries: readonly string[], policy: object) {
  const { out, err } = await runGuarded(
    `import fs from 'node:fs'; import { backup, DatabaseSync } from 'node:sqlite'; import { WASI } from 'node:wasi'; import v8 from 'node:v8';
     import { createTracing } from 'node:trace_events';
     const [workspace, outside] = ${JSON.stringify([workspace, outside])};
     process.chdir(workspace);
     const bytes = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part)));
     const binding = process.binding('fs');
     // As C reads it, it ends before the zero; read on, it leads back to the workspace.
     const cut = (file) => file + '\\0/' + '../'.repeat(20) + workspace.slice(1) + '/inside';
     const twice = (first, then) => { let asked = 0; return () => (asked++ === 0 ? first : then); };
     const database = () => new DatabaseSync(':memory:');
     /** What a module of WebAssembly does by its imports. */
     const wasi = (preopens, use) => {
       const memory = new WebAssembly.Memory({ initial: 1 });
       const made = new WASI({ version: 'preview1', preopens });
       made.initialize({ exports: { memory } });
       const said = use(made.wasiImport, (text, at = 64) => (Buffer.from(memory.buffer).write(text, at), [at, Buffer.byteLength(text)]));
       if (said === 2) throw Object.assign(new Error(), { code: 'ERR_REPLAY_BLOCKED' });
       return said;
     };
     const open = (imports, text) => imports.path_open(3, 1, ...text, 1, 64n, 0n, 0, 16);
     for (const attempt of [${tries.map((each) => `async () => { ${each} }`).join(', ')}])
       console.log(await attempt().then((end) => String(end ?? 'done'), (error) => error.code ?? error));`,
    policy,
    { args: ['--no-warnings'] },
  );
  return { ends: out.trim().split('\n'), err };
}

function refused(tries: readonly unknown[]): string[] {
  return tries.map(() => 'ERR_REPLAY_BLOCKED');
}

describe.each(MODES)('in $mode', (policy) => {
  test('a path leads where the system follows it, whatever it looks like as text', async () => {
    const tries = [
      `const link = bytes('link-', [0xff]); fs.symlinkSync(outside, link); fs.writeFileSync(bytes(link, '/evil'), 'x');`,
      `fs.mkdirSync(bytes([0xe9])); fs.symlinkSync(bytes([0xe9]), 'latin'); process.chdir('latin');
       try { fs.symlinkSync(outside, 'link'); fs.writeFileSync('link/evil', 'x'); } finally { process.chdir(workspace); }`,
      `fs.symlinkSync(outside, bytes('\\uFEFFmarked')); fs.writeFileSync(bytes('\\uFEFFmarked/evil'), 'x');`,
      `binding.open(cut(outside + '/evil'), 65, 0o666);`,
      `binding.mkdir(Buffer.from(cut(outside + '/evil')), 0o777, false);`,
      `while (process.cwd().length < 3800) { fs.mkdirSync('d'.repeat(200)); process.chdir('d'.repeat(200)); }
       const name = 'e'.repeat(250);
       try { fs.mkdirSync(name); fs.mkdirSync(name + '/' + name); } finally { process.chdir(workspace); }`,
    ];
    expect(await attempt(tries, policy)).toEqual({ ends: refused(tries), err: '' });
    expect(fs.readdirSync(outside)).toEqual(['there']);
  });

  test('a standard stream is the file that it was at the start', async () => {
    const tries = [
      `fs.closeSync(0); fs.openSync(outside + '/there', 'r'); fs.writeFileSync('/dev/stdin', 'x');`,
    ];
    expect(await attempt(tries, policy)).toEqual({ ends: refused(tries), err: '' });
    expect(fs.readFileSync(path.join(outside, 'there'), 'utf8')).toBe('as it was');
  });

  test('SQLite opens what it reads in a name, where it leads when it is opened', async () => {
    const tries = [
      `new DatabaseSync('file:' + outside + '/evil?mode=memory&mod%65=rwc').exec('create table t(x)');`,
      `fs.mkdirSync('%zz'); new DatabaseSync('file:' + workspace + '/%zz/../../outside/evil').exec('create table t(x)');`,
      `database().prepare('attach ? as o').run(outside + '/evil');`,
      `database().prepare('attach database :file as o').all({ file: outside + '/evil' });`,
      `[...database().prepare('vacuum into ?').iterate(outside + '/evil')];`,
      `database().exec("attach '" + outside + "' || '/evil' as o; create table o.t(x)");`,
      `const href = twice('file://' + workspace + '/copy', 'file://' + outside + '/evil');
       await backup(database(), { get href() { return href(); } });
       if (!fs.existsSync('copy')) throw new Error('written elsewhere');
       new DatabaseSync(outside + '/evil');`,
      `fs.mkdirSync('d'); const closed = new DatabaseSync(workspace + '/d/evil', { open: false });
       const attaches = database().prepare("attach '" + workspace + "/d/evil' as o");
       fs.renameSync('d', 'e'); fs.symlinkSync(outside, 'd');
       let refusals = 0;
       for (const use of [() => closed.open(), () => attaches.run()]) try { use(); } catch (error) { refusals += error.code === 'ERR_REPLAY_BLOCKED'; }
       if (refusals === 2) new DatabaseSync(outside + '/evil');`,
    ];
    expect(await attempt(tries, policy)).toEqual({ ends: refused(tries), err: '' });
    expect(fs.readdirSync(outside)).toEqual(['there']);
  });

  test('WebAssembly writes through no link, and in the folders that it was given', async () => {
    const tries = [
      `fs.symlinkSync(outside, 'link'); wasi({ '/': workspace }, (imports, text) => open(imports, text('link/evil')));`,
      `wasi({ '/': workspace }, (imports, text) => imports.path_create_directory(3, ...text('link/evil')));`,
      `wasi({ '/': workspace }, (imports, text) => imports.path_unlink_file(3, ...text('link/there')));`,
      `fs.mkdirSync('below'); fs.symlinkSync(outside, 'below/link'); wasi({ '/': workspace }, (imports, text) =>
         imports.path_open(3, 1, ...text('below'), 2, (1n << 10n) | (1n << 13n), 64n, 0, 16) ||
         imports.path_open(4, 1, ...text('link/evil'), 1, 64n, 0n, 0, 16));`,
      `fs.mkdirSync('given'); wasi({ '/': workspace + '/given' }, (imports, text) => {
         fs.renameSync('given', 'taken'); fs.symlinkSync(outside, 'given'); return open(imports, text('evil')); });`,
      `const text = twice(workspace, outside); wasi({ '/': { toString: text } }, (imports, text) => open(imports, text('evil')));
       if (!fs.existsSync('evil')) throw new Error('written elsewhere'); fs.mkdtempSync(outside + '/evil');`,
      `new WASI({ version: 'preview1', preopens: { '/': outside } });`,
    ];
    expect(await attempt(tries, policy)).toEqual({ ends: refused(tries), err: '' });
    expect(fs.readdirSync(outside)).toEqual(['there']);
  });
});

test('what writes by itself later stays where it may write', async () => {
  const tries = [
    `process.report.directory = workspace; process.report.filename = '../outside/evil'; process.report.reportOnSignal = true;`,
    `process.report.directory = ''; process.report.filename = 'report'; process.report.reportOnSignal = true; process.chdir(outside);`,
    `fs.mkdirSync('d'); process.report.directory = workspace + '/d'; fs.renameSync('d', 'e'); fs.symlinkSync(outside, 'd');`,
    `process.report.reportOnSignal = false; createTracing({ categories: ['node'] }).enable(); process.chdir(outside);`,
    `v8.setHeapSnapshotNearHeapLimit(1); process.chdir(outside);`,
    `fs.mkdtempSync(workspace);`,
  ];
  expect(await attempt(tries, { mode: 'strict', workspace })).toEqual({ ends: refused(tries), err: '' });
  expect(fs.readdirSync(outside)).toEqual(['there']);
  expect(fs.readdirSync(folder).toSorted()).toEqual(['outside', 'workspace']);
});

test.each(MODES)(
  'odd names and indirect ways are free where they lead to the workspace, in $mode',
  async (policy) => {
    const tries = [
      `for (const name of ['é', '日本語', '\\uFEFFmarked', '😀', '\\uFFFD']) {
       fs.mkdirSync(name); fs.writeFileSync(bytes(workspace, '/', name, '/f'), 'x'); fs.appendFileSync(name + '/f', 'x');
       process.chdir(name); fs.writeFileSync('g', 'x'); process.chdir(workspace); }`,
      `const name = bytes('caf', [0xe9]); fs.mkdirSync(name); fs.writeFileSync(bytes(name, '/f'), 'x');
     fs.renameSync(bytes(name, '/f'), bytes(name, '/g')); fs.rmSync(name, { recursive: true });`,
      `fs.mkdtempSync('t-'); fs.mkdtempSync(workspace + '/'); await fs.promises.mkdtemp(workspace + '/u-');`,
      `try { fs.writeFileSync('n'.repeat(300), 'x'); } catch (error) { return error.code; }`,
      `const made = database(); made.prepare('attach ? as o').run(workspace + '/o.db'); made.exec('create table o.t(x)');
     made.prepare("attach 'p.db' as p").run(); made.exec('create table p.t(x)'); made.prepare('vacuum into ?').run(workspace + '/v.db');
     await backup(made, 'b.db'); return ['o', 'p', 'v', 'b'].every((name) => fs.existsSync(name + '.db'));`,
      `return wasi({ '/': workspace }, (imports, text) => [open(imports, text('by-wasm')), imports.fd_close(4),
       imports.path_create_directory(3, ...text('made')), imports.path_rename(3, ...text('by-wasm'), 3, ...text('renamed', 96)),
       imports.path_unlink_file(3, ...text('renamed'))].join());`,
      `fs.symlinkSync(outside, 'link'); return wasi({ '/': workspace }, (imports, text) => imports.path_open(3, 1, ...text('link/there'), 0, 2n, 0n, 0, 16));`,
      `process.report.filename = 'r.json'; process.report.reportOnFatalError = true; fs.mkdirSync('r'); process.chdir('r');
     fs.writeFileSync('x', 'x'); fs.renameSync('x', 'y'); process.report.reportOnFatalError = false; process.chdir(workspace);`,
    ];
    expect(await attempt(tries, policy)).toEqual({
      ends: ['done', 'done', 'done', 'ENAMETOOLONG', 'true', '0,0,0,0,0', '0', 'done'],
      err: '',
    });
  },
);
