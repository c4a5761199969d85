import { expect, test, vi } from 'vitest';
import { commit, createProject, type Project } from '../project.suite.ts';

// Whole processes, several a test, on machines that may be busy.
vi.setConfig({ testTimeout: 300_000 });

/** An agent that asks others, each of which asks a server and a tool of its own. */
const agents = (call: string): string => `
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineAgent, tool } from 'agent-replay';
const ask = async (text) => (await fetch(readFileSync('origin', 'utf8'), { method: 'POST', body: JSON.stringify({ text }) })).json();
const lookUp = tool('look_up', async (word) => word.length, { effect: 'read' });
export const helper = defineAgent({
  name: 'helper',
  contract: { artifacts: { min: 0 }, output: { type: 'number' } },
  async run(word) { return (await ask(word)).answer + (await lookUp(word)); },
});
const asTool = tool('helper', async (task) => (await helper.execute(task)).output, { effect: 'read' });
export const agent = defineAgent({
  name: 'agent',
  toolAllowlist: ['helper'],
  contract: { artifacts: { min: 1 } },
  async run(words, context) {
    await ask('plan');
    const all = await Promise.all(words.map((word) => ${call}));
    writeFileSync(join(context.workspace, 'sum.txt'), String(all.reduce((sum, each) => sum + each)));
    /* done */
    return { done: true };
  },
});`;
const DIRECT = '(async () => (await helper.execute({ task_id: word, payload: word })).output)()';
const AS_TOOL = 'asTool({ task_id: word, payload: word })';

/** The server is there for the live run alone. */
const LIVE = `import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
import { agent } from './agent.js';
const server = createServer((request, response) => response.end('{"answer":1}')).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
writeFileSync('origin', 'http://127.0.0.1:' + server.address().port);
console.log((await agent.execute({ task_id: 'task', payload: ['one', 'three'] })).run.run_id);
server.closeAllConnections();
server.close();`;

interface Runs {
  runs: { run_id: string; run_type: string; agent_name: string; status: string }[];
}

async function brokenIn(call: string): Promise<{ project: Project; runId: string }> {
  const project = createProject({
    'agent-replay.config.json': { agents: { agent: './agent.js#agent', helper: './agent.js#helper' } },
    'agent.js': agents(call),
    'live.js': LIVE,
  });
  const live = await project.node('live.js');
  expect(live.stderr).toBe('');
  commit(project, 'broken');
  return { project, runId: live.stdout.trim() };
}

test.each([
  { how: 'by itself', call: DIRECT },
  { how: 'as a tool', call: AS_TOOL },
])(
  'an agent that calls others $how goes round the loop, and its replays leave no runs of theirs',
  async ({ call }) => {
    const { project, runId } = await brokenIn(call);
    const { runs: before } = (await project.json<Runs>('runs')).value;
    expect(before.map(({ agent_name: name, status }) => `${name} ${status}`).toSorted()).toEqual([
      'agent failed',
      'helper passed',
      'helper passed',
    ]);
    expect((await project.run('freeze', runId)).stdout).toContain('fails again with the code here');
    project.edit('agent.js', (text) =>
      text.replace('/* done */', `await context.recordArtifact({ kind: 'file', uri: 'sum.txt' });`),
    );
    commit(project, 'fixed');
    const fixture = 'fixtures/agent_failure_forensics/missing_artifact_ref';
    const proof = await project.run('prove', fixture, '--broken', 'broken', '--fixed', 'fixed');
    expect(`${proof.stdout}${proof.stderr}`).toContain('✓ proven');
    const { runs } = (await project.json<Runs>('runs')).value;
    expect(runs.filter(({ run_type: type }) => type === 'live')).toHaveLength(3);
    expect(
      new Set(runs.filter(({ run_type: type }) => type === 'replay').map((run) => run.agent_name)),
    ).toEqual(new Set(['agent']));
  },
);

test('an agent that another one called has a tape of its own', async () => {
  const { project } = await brokenIn(AS_TOOL);
  const { runs } = (await project.json<Runs>('runs')).value;
  const helper = runs.find(({ agent_name: name }) => name === 'helper');
  await project.run('freeze', `${helper?.run_id}`, '--force', '--id', 'helper');
  expect(await project.run('--fixture', 'fixtures/agent_failure_forensics/helper')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('1 unproven'),
  });
});
