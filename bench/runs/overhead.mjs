import { randomUUID } from 'node:crypto';
import { sqliteWriter } from './bare-sqlite.mjs';
import { cpuOfThread, end } from './child.mjs';
import { COMPILED } from './steps.mjs';

/**
 * An agent that makes ten tool calls of 10 ms: captured by `execute`, beside the same functions bare, and beside a
 * hand that writes start, calls and close as durably over the bare driver. Once in a process that has just begun, and
 * once when its code has been compiled, as that of a service is.
 */
export async function overhead(url, rounds) {
  const { closeSharedStores, defineAgent, openStore, tool } = await import('agent-replay');
  const store = await openStore(url);
  let wait = 10;
  const lookUp = async (id) => {
    await new Promise((resolve) => void (wait === 0 ? setImmediate(resolve) : setTimeout(resolve, wait)));
    return { id, text: 'The quick brown fox jumps over the lazy dog. '.repeat(8) };
  };
  const work = async (call) => {
    let last;
    for (let index = 0; index < 10; index += 1) last = await call(index);
    return last;
  };
  const captured = tool('look_up', lookUp, { effect: 'read' });
  const agent = defineAgent({
    name: 'bench',
    codeVersion: 'abc',
    contract: { output: { type: 'object' } },
    run: () => work(captured),
  });
  const sides = {
    off: () => work(lookUp),
    on: (round) => agent.execute({ task_id: randomUUID(), payload: { round } }, { store }),
  };
  await sides.on(0);
  sides.hand = await byHand(url, () => work(lookUp));
  await measureSides('in a process that has just begun', sides, rounds);
  wait = 0;
  for (let round = 0; round < COMPILED; round += 1)
    for (const side of Object.keys(sides)) await sides[side](round);
  wait = 10;
  await measureSides('when its code has been compiled', sides, rounds);
  await store.close();
  await closeSharedStores();
  end();
}

/** The same agent by the hand of somebody who knows what has to be written and when, and redacts and judges nothing. */
async function byHand(url, run) {
  const { begin, event, finish } = await sqliteWriter(url);
  return async () => {
    const begun = begin();
    const last = await run();
    for (let seq = 1; seq <= 10; seq += 1) event(begun, seq);
    finish(begun);
    return last;
  };
}

/** Runs all sides turn by turn, and prints the medians of their times. */
async function measureSides(when, sides, rounds) {
  const names = Object.keys(sides);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  const used = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const side = names[(round + turn) % names.length];
      const [before, cpu] = [performance.now(), cpuOfThread()];
      await sides[side](round);
      if (round < 4) continue;
      times[side].push(performance.now() - before);
      used[side].push(cpuOfThread() - cpu);
    }
  }
  const middle = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
  const [on, off, hand] = [middle(times.on), middle(times.off), middle(times.hand)];
  console.log(
    `ten tool calls of 10 ms, ${when}: ${on.toFixed(1)} ms captured, ${hand.toFixed(1)} written by hand, ${off.toFixed(1)} bare: ${(on / off).toFixed(3)} × bare, ${(on / hand).toFixed(3)} × by hand (medians of ${times.on.length}, turn by turn); on the CPU ${middle(used.on).toFixed(1)}, ${middle(used.hand).toFixed(1)} and ${middle(used.off).toFixed(1)} ms`,
  );
}
