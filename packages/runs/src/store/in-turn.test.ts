import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inTurn } from './in-turn.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agent-replay-turn-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const source = fileURLToPath(new URL('in-turn.ts', import.meta.url));

/** A process that does this within `inTurn`; resolves with its exit code or signal. */
const inProcess = (work: string): Promise<unknown> =>
  new Promise((resolve) => {
    const code = `import fs from 'node:fs'; import { inTurn } from ${JSON.stringify(source)};
      const file = ${JSON.stringify(join(folder, 'count'))};
      ${work}`;
    const args = ['--conditions=@agent-replay/source', '--input-type=module', '-e', code];
    execFile(process.execPath, args, { env: { ...process.env, NODE_OPTIONS: '' } }, (error) =>
      resolve(error === null ? 0 : (error.signal ?? error.code)),
    );
  });

it('loses nothing that processes, and calls of one process, write at once', async () => {
  writeFileSync(join(folder, 'count'), '0');
  const count = `await Promise.all(Array.from({ length: 20 }, () => inTurn(file + '.turn', async () => {
    const before = Number(fs.readFileSync(file, 'utf8'));
    await new Promise((done) => setImmediate(done));
    fs.writeFileSync(file, String(before + 1));
  })));`;
  expect(await Promise.all(Array.from({ length: 3 }, () => inProcess(count)))).toEqual([0, 0, 0]);
  expect(readFileSync(join(folder, 'count'), 'utf8')).toBe('60');
});

it('takes the turn of a process that was killed in it', async () => {
  expect(
    await inProcess(`await inTurn(file + '.turn', async () => process.kill(process.pid, 'SIGKILL'));`),
  ).toBe('SIGKILL');
  expect(await inTurn(join(folder, 'count.turn'), async () => 'mine', 0)).toBe('mine');
});

it('gives the turn back when the work fails, and gives up on one that does not end', async () => {
  const file = join(folder, 'new/count.turn');
  await expect(inTurn(file, () => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
  await inTurn(file, async () => {
    await expect(inTurn(file, async () => 'two at once', 0)).rejects.toMatchObject({
      code: 'INFRASTRUCTURE',
      message: expect.stringContaining('others were at work by it for all of 0 s') as string,
    });
  });
  expect(await inTurn(file, async () => 'after', 0)).toBe('after');
});
