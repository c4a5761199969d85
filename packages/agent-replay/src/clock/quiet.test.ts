import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { quiet } from './quiet.ts';

const start = async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await once(child, 'spawn');
  return child;
};

const kill = async (child: ChildProcess) => {
  child.kill();
  await once(child, 'close');
};

it('waits for a program, also where another one that was there before ends meanwhile, and for no such', async () => {
  const [before, lasting] = [await start(), await start()];
  const isQuiet = quiet();
  const own = await start();
  await kill(before);
  for (let turn = 0; turn < 100; turn += 1) {
    await nextTurn();
    expect(isQuiet(1)).toBe(false);
  }
  await kill(own);
  do await nextTurn();
  while (!isQuiet(1));
  await kill(lasting);
});

it('takes no turn in which work was done for waiting', async () => {
  const isQuiet = quiet();
  for (let turn = 0; turn < 10; turn += 1) {
    const busyUntil = performance.now() + 30;
    while (performance.now() < busyUntil);
    await nextTurn();
    expect(isQuiet(30_000)).toBe(false);
  }
  do await nextTurn();
  while (!isQuiet(30_000));
});
