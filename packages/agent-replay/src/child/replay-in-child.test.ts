import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../config/load-config.ts';
import { agentModule, CONFIG, createProject, fixtureFiles } from '../project.suite.ts';
import { createReplayer } from './replay-in-child.ts';

const BLOCKS = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);';

test('a fixture that blocks its process is a timeout, and the next one has a process of its own', async () => {
  const { root } = createProject({
    ...CONFIG,
    'agent.js': agentModule(`if (payload.blocks) ${BLOCKS} await report();`),
    ...fixtureFiles('blocks', {
      input: { timeout_seconds: 1, task: { task_id: 'task', attempt: 1, payload: { blocks: true } } },
    }),
    ...fixtureFiles('goes_on'),
  });
  const replayer = createReplayer({ config: await loadConfig(root) });
  onTestFinished(replayer.close);
  const blocked = await replayer.replay(join(root, 'fixtures/suite/blocks'));
  const next = await replayer.replay(join(root, 'fixtures/suite/goes_on'));
  expect([blocked.verdict.failure_class, next.verdict.failure_class]).toEqual(['timeout', null]);
  expect(blocked.verdict.failure_reason).toContain('within its time limit of 1 s and the 30 s for loading');
}, 90_000);

test('an agent that tells its parent of its work tells no verdict', async () => {
  const { root } = createProject({
    ...CONFIG,
    'agent.js': agentModule(
      `process.send?.({ result: { verdict: { status: 'passed' } } }); process.send?.('ready');
       return { sends: 'send' in process };`,
      "process.send?.('ready');",
    ),
    ...fixtureFiles('tells'),
  });
  const replayer = createReplayer({ config: await loadConfig(root) });
  onTestFinished(replayer.close);
  const { verdict, evidence } = await replayer.replay(join(root, 'fixtures/suite/tells'));
  expect([verdict.failure_class, evidence.output]).toEqual(['missing_artifact_ref', { sends: false }]);
});

test.each([
  { isolate: false, pids: 1, counts: [1, 2] },
  { isolate: true, pids: 2, counts: [1, 1] },
])('with isolate: $isolate two fixtures have $pids processes', async ({ isolate, pids, counts }) => {
  const { root } = createProject({
    ...CONFIG,
    'agent.js': agentModule('await report(); return { pid: process.pid, count: ++count };', 'let count = 0;'),
    ...fixtureFiles('one'),
    ...fixtureFiles('two'),
  });
  const replayer = createReplayer({ config: { ...(await loadConfig(root)), isolate } });
  onTestFinished(replayer.close);
  const outputs: { pid: number; count: number }[] = [];
  for (const id of ['one', 'two']) {
    const { evidence } = await replayer.replay(join(root, 'fixtures/suite', id));
    outputs.push(evidence.output as { pid: number; count: number });
  }
  expect(new Set(outputs.map(({ pid }) => pid)).size).toBe(pids);
  expect(outputs.map(({ count }) => count)).toEqual(counts);
});

test.each(['a timer that runs on', 'an exit that never comes to its end'])(
  'the process of an agent that takes signals for itself ends with the replayer, beside %s',
  async (what) => {
    const onExit = what.startsWith('an exit') ? `process.on('exit', () => { ${BLOCKS} });` : '';
    const { root } = createProject({
      ...CONFIG,
      'agent.js': agentModule(
        'await report(); return { pid: process.pid };',
        `for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => undefined);
         setInterval(() => undefined, 1_000);
         ${onExit}`,
      ),
      ...fixtureFiles('stays'),
    });
    const replayer = createReplayer({ config: await loadConfig(root) });
    const { verdict, evidence } = await replayer.replay(join(root, 'fixtures/suite/stays'));
    replayer.close();
    const { pid } = evidence.output as { pid: number };
    expect(verdict.failure_class).toBe(null);
    await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false);
  },
);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
