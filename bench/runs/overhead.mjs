import { randomUUID } from 'node:crypto';
import { cpuOfThread, end } from './child.mjs';
import { COMPILED } from './steps.mjs';

/**
 * An agent that makes ten tool calls of 10 ms: captured by `execute`, beside the same functions bare. Once in a
 * process that has just begun, and once when its code has been compiled, as that of a service is.
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
  await measureSides('in a process that has just begun', sides, rounds);
  wait = 0;
  for (let round = 0; round < COMPILED; round += 1)
    for (const side of ['on', 'off']) await sides[side](round);
  wait = 10;
  await measureSides('when its code has been compiled', sides, rounds);
  await store.close();
  await closeSharedStores();
  end();
}

/** Runs both sides turn by turn, and prints the medians of their times. */
async function measureSides(when, sides, rounds) {
  const times = { on: [], off: [] };
  const used = { on: [], off: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const side of round % 2 === 0 ? ['on', 'off'] : ['off', 'on']) {
      const [before, cpu] = [performance.now(), cpuOfThread()];
      await sides[side](round);
      if (round < 4) continue;
      times[side].push(performance.now() - before);
      used[side].push(cpuOfThread() - cpu);
    }
  }
  const middle = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
  const [on, off] = [middle(times.on), middle(times.off)];
  console.log(
    `ten tool calls of 10 ms, ${when}: ${on.toFixed(1)} ms captured, ${off.toFixed(1)} ms bare, ${(on / off).toFixed(3)} × (medians of ${times.on.length}, turn by turn); on the CPU ${middle(used.on).toFixed(1)} and ${middle(used.off).toFixed(1)} ms`,
  );
}
