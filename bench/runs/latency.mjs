import { runEnvelope } from '../run-envelope.mjs';
import { cpuOfThread, end } from './child.mjs';
import { data, only } from './steps.mjs';

/** What `recordEvent` costs its caller, and how long the event loop stands still meanwhile. */
export async function latency(url, count) {
  const { closeRun, openStore, recordEvent, startRun } = await import('@agent-replay/runs');
  const store = await openStore(url);
  const run = await startRun(store, runEnvelope({ timeout_seconds: 600 }));
  const calls = [];
  const turns = [];
  const own = [];
  for (let index = 0; index < count; index += 1) {
    const used = cpuOfThread();
    const before = performance.now();
    void recordEvent(run, { kind: 'x_step', ...only(data(index)) });
    const after = performance.now();
    await new Promise((resolve) => void setImmediate(resolve));
    calls.push(after - before);
    turns.push(performance.now() - after);
    own.push(cpuOfThread() - used);
  }
  await closeRun(run, { contract: { artifacts: { min: 0 } } });
  await store.close();
  const at = (list, part) => list.toSorted((a, b) => a - b)[Math.floor(list.length * part)];
  const show = (list) =>
    `p50 ${(at(list, 0.5) * 1000).toFixed(0)} µs, p99 ${(at(list, 0.99) * 1000).toFixed(0)} µs`;
  console.log(
    `\nrecordEvent: ${show(calls)}; the event loop's turn after it: ${show(turns)}; of both, on the CPU: ${show(own)} (${count} events, sqlite)`,
  );
  end();
}
