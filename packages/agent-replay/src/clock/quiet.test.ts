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

/** One turn of an agent that computes for so long in it. */
const work = async (ms: number) => {
  const busyUntil = performance.now() + ms;
  while (performance.now() < busyUntil);
  await nextTurn();
};

it('takes no turn in which work was done for waiting', async () => {
  const isQuiet = quiet();
  for (let turn = 0; turn < 8; turn += 1) {
    await work(30);
    expect(isQuiet(30_000)).toBe(false);
  }
  do await nextTurn();
  while (!isQuiet(30_000));
});

it.each([
  [5, 500, 25],
  [5, 30_000, 25],
  [100, 30_000, 12],
])(
  'waits for an agent that works %d ms in each turn before %d ms pass: %d turns at most',
  async (ms, jumpMs, most) => {
    const isQuiet = quiet();
    for (let jump = 0; jump < 2; jump += 1) {
      let turns = 1;
      for (await work(ms); !isQuiet(jumpMs); await work(ms)) turns += 1;
      expect(turns).toBeLessThanOrEqual(most);
    }
  },
);
