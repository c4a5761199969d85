import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createReplayer } from '../child/replay-in-child.ts';
import { loadConfig } from '../config/load-config.ts';
import { agentModule, CONFIG, createProject, fixtureFiles, toolInteraction } from '../project.suite.ts';

const TAPES = "globalThis[Symbol.for('agent-replay.session')]";
const SCOPE = "globalThis[Symbol.for('agent-replay.scope')].getStore()";
const ASKS = "await fetch('http://api.example.com/unrecorded').catch(() => undefined);";
const DIALS = "await new Promise((done) => connect(9, '192.0.2.1').on('error', done));";
const LATE = '{ id: "0", refuseLate: () => new Error("late") }';
const FAKE = '{ ask: () => ({ kind: "refusal", error: new Error() }), refuseUnread: () => new Error() }';

/** What an agent does that has all of our packages, and everything that they keep in its process. */
async function end(body: string, changes: Parameters<typeof fixtureFiles>[1] = {}) {
  const { root } = createProject({
    ...CONFIG,
    'agent.js': agentModule(
      body,
      `import { AsyncLocalStorage } from 'node:async_hooks';
       import { spawnSync } from 'node:child_process';
       import diagnostics from 'node:diagnostics_channel';
       import { connect } from 'node:net';
       import { Worker } from 'node:worker_threads';
       const tried = (...all) => { for (const each of all) try { each(); } catch {} };`,
    ),
    ...fixtureFiles('forges', changes),
  });
  const replayer = createReplayer({ config: await loadConfig(root) });
  onTestFinished(replayer.close);
  const { ok, verdict } = await replayer.replay(join(root, 'fixtures/suite/forges'));
  return [ok, verdict.failure_class];
}

test.each([
  ['by another answer to what is late', `tried(() => { ${TAPES}.takeLate = () => true; }); ${DIALS}`],
  ['by a tape of its own', `tried(() => { globalThis[Symbol.for('agent-replay.session')] = {}; }); ${DIALS}`],
  [
    'by a session that it made up',
    `for (const each of Object.values(${TAPES})) tried(() => each.enterWith(${LATE}), () => each.begin(${LATE})); ${DIALS}`,
  ],
  [
    'by contexts that are all late',
    `AsyncLocalStorage.prototype.getStore = () => (${LATE}); ${DIALS} delete AsyncLocalStorage.prototype.getStore;`,
  ],
  [
    'by another session in a map',
    `for (const each of Object.values(${TAPES})) tried(() => each.set('0', new WeakRef(${LATE}))); ${DIALS}`,
  ],
  [
    'by a worker that says it is late',
    `await new Promise((done) => new Worker(\`${TAPES} = { takeLate: () => true };
       require('node:net').connect(9, '192.0.2.1').on('error', () => {});\`, { eval: true }).on('exit', done));`,
  ],
  [
    'by a child that says it is late',
    `spawnSync(process.execPath, ['-e', \`${TAPES} = { takeLate: () => true };
       require('node:net').connect(9, '192.0.2.1').on('error', () => {});\`]);`,
  ],
])('no agent hides what the guard refuses: %s', async (_, body) => {
  expect(await end(`await report(); ${body}`)).toEqual([false, 'unrecorded_operation']);
});

const OWNER = `(typeof ${TAPES}.owner === 'function' ? ${TAPES}.owner() : ${TAPES}.owner)`;

test.each([
  ['by answers of its own', `tried(() => { ${OWNER}.http = ${FAKE}; }); ${ASKS}`],
  [
    'by other methods of the tape',
    `tried(() => Object.assign(${OWNER}.http, ${FAKE}), () => { ${OWNER}.http.ask = (${FAKE}).ask; }); ${ASKS}`,
  ],
  [
    'by what all sessions inherit',
    `tried(() => Object.defineProperty(Object.getPrototypeOf(${OWNER}), 'http', { value: ${FAKE} })); ${ASKS}`,
  ],
  ['by no tape', `tried(() => { ${TAPES}.owner = null; }, () => { ${TAPES}.owner = () => null; }); ${ASKS}`],
  [
    'by tools that answer themselves',
    `tried(() => { ${OWNER}.askTool = () => ({ kind: 'run' }); });
     await tool('pay', async () => 1)().catch(() => undefined);`,
  ],
  [
    'by a tape that it opened over ours',
    `const { openCassette } = await import('agent-replay');
     tried(() => { ${TAPES}.reserved = 0; }, () => { ${TAPES}.isShared = true; });
     const path = join(context.workspace, 'tool_cassettes.json');
     await writeFile(path, '{"interactions":[]}');
     const own = await openCassette({ path, scope: 'async' }).catch(() => undefined);
     const asks = async () => { ${ASKS} };
     await (own === undefined ? asks() : own.run(asks));
     await own?.close();`,
  ],
])('no agent hides what the tape misses: %s', async (_, body) => {
  expect(await end(`await report(); ${body}`)).toEqual([false, 'cassette_miss']);
});

const CHANNEL = "const told = diagnostics.channel('agent-replay:interaction');";
const RENAMES =
  "(message) => tried(() => { message.interaction.request.name = 'other'; }, () => { message.interaction = { ...message.interaction, request: { name: 'other' } }; })";

test.each([
  ['by a channel that says nothing', `${CHANNEL} told.publish = () => {};`],
  [
    'by a channel that nobody listens to',
    `${CHANNEL} Object.setPrototypeOf(told, diagnostics.Channel.prototype);`,
  ],
  ['by another name, as it is told', `diagnostics.subscribe('agent-replay:interaction', ${RENAMES});`],
  ['by another name, before it is told', `${CHANNEL} told._subscribers.unshift(${RENAMES});`],
  ['by contexts of nobody', `AsyncLocalStorage.prototype.getStore = () => undefined;`],
  [
    'by events that it takes away',
    `const { currentRun } = await import('@agent-replay/runs'); const { events } = currentRun(); setImmediate(() => { events.length = 0; });`,
  ],
])('no agent hides which tool it called: %s', async (_, forgery) => {
  const body = `await report(); ${forgery} await tool('pay', async () => 1)({}); await new Promise((done) => setImmediate(done));`;
  expect(
    await end(body, {
      expected: { artifacts: { min: 1 }, forbid: { tools: ['pay'] } },
      interactions: [toolInteraction('1', 'pay', {}, 1)],
    }),
  ).toEqual([false, 'forbidden_tool']);
});

const JUDGED = "{ status: ['passed'], artifacts: { min: 0 } }";
const RUNS = "const { closeRun, currentRun } = await import('@agent-replay/runs');";

test.each([
  ['by another contract', `tried(() => { ${SCOPE}.within.contract = ${JUDGED}; });`],
  ['by a part of its contract', `tried(() => { ${SCOPE}.within.contract.artifacts.min = 0; });`],
  [
    'by the contract that its run was begun with',
    `${RUNS} tried(() => { currentRun().details.contract.artifacts.min = 0; }, () => { currentRun().details.contract = ${JUDGED}; });`,
  ],
  [
    'by a close before ours',
    `${RUNS} try { await closeRun(currentRun(), { ending: 'returned', contract: ${JUDGED} }); } catch {}`,
  ],
  [
    'by a verdict that its run holds already',
    `${RUNS} const run = currentRun();
     const closing = Promise.resolve({ record: run.record, evidence: {}, verdict: { status: 'passed', failure_class: null, failure_reason: null, issues: [] } });
     for (const each of Object.getOwnPropertySymbols(run)) tried(() => { run[each].closing = closing; });`,
  ],
])('no agent is judged otherwise: %s', async (_, body) => {
  expect(await end(body)).toEqual([false, 'missing_artifact_ref']);
});
