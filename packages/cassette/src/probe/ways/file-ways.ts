import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import net from 'node:net';
import { promisify } from 'node:util';
import v8 from 'node:v8';
import { Worker } from 'node:worker_threads';
import { REACHED, type Targets, wayOut, type WayOut } from '../way-out.ts';

/** Files outside of the workspace, written by Node's own means and past its `fs`. */
export const fileWays: WayOut[] = [
  written('fs.writeFileSync', async (file) => fs.writeFileSync(file, 'x')),
  written('fs.promises.writeFile', async (file) => fs.promises.writeFile(file, 'x')),
  written('fs.createWriteStream', (file) => {
    return new Promise((resolve, reject) => {
      fs.createWriteStream(file)
        .on('error', reject)
        .end('x', (error?: Error | null) => (error ? reject(error) : resolve(null)));
    });
  }),
  written('fs.renameSync', async (file, { folder }) => {
    fs.writeFileSync(path.join(folder, 'moved'), 'x');
    fs.renameSync(path.join(folder, 'moved'), file);
  }),
  written('fs.writeFileSync through a link', async (file, { folder }) => {
    fs.symlinkSync(path.dirname(file), path.join(folder, 'link'));
    fs.writeFileSync(path.join(folder, 'link', path.basename(file)), 'x');
  }),
  written('fs.cpSync', async (file, { folder }) => {
    fs.mkdirSync(path.join(folder, 'tree'));
    fs.cpSync(path.join(folder, 'tree'), file, { recursive: true });
  }),
  written('fs.cpSync over a link', async (file, { folder }) => {
    for (const name of ['from/a', 'over']) fs.mkdirSync(path.join(folder, name), { recursive: true });
    fs.writeFileSync(path.join(folder, 'from/a', path.basename(file)), 'x');
    fs.symlinkSync(path.dirname(file), path.join(folder, 'over/a'));
    fs.cpSync(path.join(folder, 'from'), path.join(folder, 'over'), { recursive: true });
  }),
  written('fs.promises.cp', async (file, { folder }) => {
    fs.mkdirSync(path.join(folder, 'tree'));
    await fs.promises.cp(path.join(folder, 'tree'), file, { recursive: true });
  }),
  written('fs.linkSync', async (file, { folder }) => {
    fs.writeFileSync(path.join(folder, 'linked'), 'x');
    fs.linkSync(path.join(folder, 'linked'), file);
  }),
  written('fs.mkdtempSync', async (file) => fs.renameSync(fs.mkdtempSync(file), file)),
  changed('fs.fchmodSync', async (fd) => fs.fchmodSync(fd, 0o700)),
  changed('fs.futimes', async (fd) => promisify(fs.futimes)(fd, 1, 1)),
  written('v8.writeHeapSnapshot', async (file) => v8.writeHeapSnapshot(file)),
  written('v8.writeHeapSnapshot of a path in bytes', async (file) =>
    v8.writeHeapSnapshot(Buffer.from(file) as never),
  ),
  written("a profile of a worker's", async (file) => {
    await once(new Worker('', { eval: true, execArgv: ['--cpu-prof', `--cpu-prof-dir=${file}`] }), 'exit');
  }),
  written('SQLite file', async (file) => new (await sqlite()).DatabaseSync(file).exec('create table t(x)')),
  written('SQLite ATTACH', async (file) => {
    new (await sqlite()).DatabaseSync(':memory:').exec(`attach '${file}' as out; create table out.t(x)`);
  }),
  written('SQLite VACUUM INTO', async (file) => {
    new (await sqlite()).DatabaseSync(':memory:').exec(`create table t(x); vacuum into '${file}'`);
  }),
  written('SQLite comment in a text, then ATTACH', async (file) => {
    new (await sqlite()).DatabaseSync(':memory:').exec(
      `select '--'; attach '${file}' as out; create table out.t(x)`,
    );
  }),
  wayOut({
    name: 'file outside, SQLite tag store',
    needs: ['builtin:node:sqlite#DatabaseSync.createTagStore'],
    run: async ({ targets }) => {
      const file = path.join(targets.outside, 'tags');
      const database = new (await sqlite()).DatabaseSync(':memory:') as unknown as {
        createTagStore: () => { run: (sql: TemplateStringsArray, ...values: string[]) => object };
        exec: (sql: string) => void;
      };
      const attached = database.createTagStore().run`attach ${file} as out`;
      if (attached === undefined) throw new Error('not attached');
      database.exec('create table out.t(x)');
      if (!fs.existsSync(file)) throw new Error('not written');
      return REACHED;
    },
  }),
  written('SQLite file named with a fragment', async (file) => {
    new (await sqlite()).DatabaseSync(`file:${file}#?mode=ro`).exec('create table t(x)');
  }),
  written('a unix socket that listens', (file) => {
    return new Promise((resolve, reject) => {
      net
        .createServer()
        .on('error', reject)
        .listen(file, () => resolve(null))
        .unref();
    });
  }),
  written('process.report by itself', async (file) => {
    process.report.directory = path.dirname(file);
    process.report.filename = path.basename(file);
    process.report.signal = 'SIGUSR2';
    process.report.reportOnSignal = true;
    process.kill(process.pid, 'SIGUSR2');
    for (let turns = 0; turns < 100 && !fs.existsSync(file); turns += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    process.report.reportOnSignal = false;
  }),
  written('process.report', async (file) => {
    process.report.directory = path.dirname(file);
    process.report.writeReport(path.basename(file));
  }),
];

function written(name: string, write: (file: string, targets: Targets) => Promise<unknown>): WayOut {
  return wayOut({
    name: `file outside, ${name}`,
    run: async ({ targets }) => {
      const file = path.join(targets.outside, name.replaceAll(/\W/g, '-'));
      await write(file, targets);
      if (!fs.existsSync(file)) throw new Error('not written');
      fs.rmSync(file, { recursive: true });
      return REACHED;
    },
  });
}

/** A file that is open to be read, and changed all the same. */
function changed(name: string, change: (fd: number) => Promise<unknown>): WayOut {
  return wayOut({
    name: `file outside, ${name}`,
    run: async ({ targets }) => {
      const file = path.join(targets.outside, 'there');
      const before = fs.statSync(file);
      await change(fs.openSync(file, 'r'));
      const { mode, mtimeMs } = fs.statSync(file);
      if (mode === before.mode && mtimeMs === before.mtimeMs) throw new Error('not changed');
      return REACHED;
    },
  });
}

async function sqlite(): Promise<typeof import('node:sqlite')> {
  return import('node:sqlite');
}
