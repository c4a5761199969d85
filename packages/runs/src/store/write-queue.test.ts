import { expect, it } from 'vitest';
import type { Entry } from './entry.ts';
import { createWriteQueue } from './write-queue.ts';

const refused = (count: number): Entry => ({ op: 'refused', run_id: 'run', count });
const waiting = { resolve: () => undefined, reject: () => undefined };

it('takes back what no place took, however much it is, before what came meanwhile', () => {
  const queue = createWriteQueue(() => undefined);
  for (let count = 0; count < 200_000; count += 1) queue.push(() => refused(count));
  const taken = queue.take();
  queue.push(() => refused(-1));
  queue.putBack(taken);
  queue.makeAll();
  const counts = queue.take().map(({ entry }) => 'count' in entry && entry.count);
  expect(counts).toHaveLength(200_001);
  expect([counts[0], counts.at(-2), counts.at(-1)]).toEqual([0, 199_999, -1]);
});

it('knows whether somebody waits for what is in it, whatever was taken and came back', () => {
  const queue = createWriteQueue(() => undefined);
  queue.push(() => refused(1));
  expect(queue.isAwaited()).toBe(false);
  queue.push(() => refused(2), waiting);
  queue.push(() => undefined, waiting);
  queue.makeAll();
  expect([queue.length, queue.isAwaited()]).toEqual([2, true]);
  const taken = queue.take();
  expect(queue.isAwaited()).toBe(false);
  queue.putBack(taken);
  expect(queue.isAwaited()).toBe(true);
  queue.putBack(queue.takeSome().filter(({ entry }) => 'count' in entry && entry.count === 1));
  expect([queue.length, queue.isAwaited()]).toEqual([1, false]);
});
