import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runGuarded } from './guard.suite.ts';

const folder = path.join(os.tmpdir(), `tsx-${process.geteuid?.()}`);
const pipe = path.join(folder, `${process.pid}.pipe`);
const ASK = `import net from 'node:net';
net.connect(${JSON.stringify(pipe)})
  .on('error', ({ code }) => console.log(code))
  .on('connect', () => console.log('connected'));`;

test('the pipe on which tsx asks for its watcher is not there without one, and that is all', async () => {
  expect(await runGuarded(ASK, { mode: 'strict' })).toMatchObject({ code: 0, out: 'ENOENT\n' });
});

test('where somebody listens on it, it is a way out as any other', async () => {
  fs.mkdirSync(folder, { recursive: true });
  const server = net.createServer().listen(pipe);
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  expect(await runGuarded(ASK, { mode: 'strict' })).toMatchObject({ code: 97, out: 'ERR_REPLAY_BLOCKED\n' });
});
