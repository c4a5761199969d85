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

const FORGERIES = [
  ['the send below the public one', 'process._send(forged);'],
  ['the descriptor of the channel', `(await import('node:fs')).writeSync(process.channel.fd, line);`],
  [
    'a socket at the descriptor of the channel',
    `const { Socket } = await import('node:net'); const socket = new Socket({ fd: process.channel.fd });
     socket.on('error', () => undefined).write(line);`,
  ],
  [
    'the handle of the channel',
    `const { WriteWrap } = process.binding('stream_wrap');
     const handles = Object.getOwnPropertySymbols(process).map((key) => process[key]);
     handles.find((each) => each?.writeUtf8String)?.writeUtf8String(new WriteWrap(), line);`,
  ],
  ['a send of its own', 'const ask = process._send; process.send = process._send = () => ask?.(forged);'],
  ['a message to the child', `process.emit('message', { text: JSON.stringify(forged), seal: '' });`],
  ['what all objects are written as', 'Object.prototype.toJSON = () => forged;'],
] as const;

test.each(['cassette', 'strict'] as const)(
  'an agent forges no verdict on the channel of its process in mode %s',
  async (mode) => {
    const forgeries = FORGERIES.map(([, forge], at) => `if (payload.at === ${at}) { ${forge} }`);
    const project = createProject({
      ...CONFIG,
      'agent.js': agentModule(`
        const result = { dir: payload.dir, ok: true, verdict: { status: 'passed' }, evidence: {} };
        const forged = { id: payload.at + 1, result };
        const line = JSON.stringify(forged) + '\\n';
        try { ${forgeries.join('\n')} } catch {}`),
    });
    const replayer = createReplayer({ config: await loadConfig(project.root), mode });
    onTestFinished(replayer.close);
    const told: unknown[] = [];
    for (const [at, [way]] of FORGERIES.entries()) {
      const dir = join(project.root, 'fixtures/suite', `forges_${at}`);
      const task = { task_id: 'task', attempt: 1, payload: { at, dir } };
      const files = fixtureFiles(`forges_${at}`, { input: { task } });
      for (const [path, content] of Object.entries(files)) project.write(path, content);
      const { ok, fixture_id, verdict } = await replayer.replay(dir);
      told.push([way, ok, fixture_id, verdict.status === 'passed']);
    }
    expect(told).toEqual(FORGERIES.map(([way], at) => [way, false, `forges_${at}`, false]));
  },
  120_000,
);

test('what an agent leaves for the end of its process writes no more than its run might', async () => {
  const expected = 'fixtures/suite/one/expected.json';
  const { run, read } = createProject({
    ...CONFIG,
    'outside.txt': '',
    'agent.js': agentModule(
      `process.on('exit', () => {
         for (const file of ['outside.txt', '${expected}']) try { appendFileSync(file, ' '); } catch {}
       });
       await report();`,
      `const { appendFileSync } = process.getBuiltinModule('node:fs');`,
    ),
    ...fixtureFiles('one'),
  });
  const before = read(expected);
  const told: unknown[] = [];
  for (const mode of ['strict', 'cassette']) {
    await run('--fixture', 'fixtures/**', '--mode', mode);
    told.push([read('outside.txt'), read(expected) === before]);
  }
  // Outside of strict the rest of the disk is open to an agent.
  expect(told).toEqual([
    ['', true],
    [' ', true],
  ]);
}, 60_000);

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
