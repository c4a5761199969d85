import { expect, test, vi } from 'vitest';
import { failedRun } from '../commands/loop.suite.ts';
import { createProject } from '../project.suite.ts';

vi.setConfig({ testTimeout: 120_000 });

interface Document {
  fixtures: { verdict: { status: string; failure_reason: string | null } }[];
}

const FIXTURE = 'fixtures/agent_failure_forensics/semantic_mismatch';

test('E11.5, L20: what a judge said live is said again in the replay, offline; of another result it said nothing', async () => {
  const project = createProject({
    'agent.js': `
      import { defineAgent } from 'agent-replay';
      export const agent = defineAgent({
        name: 'agent',
        contract: { artifacts: { min: 0 }, semantic: [{ validator: 'polite', min: 0.5 }] },
        run: ({ to }) => ({ text: 'Go away, ' + to }),
      });`,
    'agent-replay.config.js': `
      import { defineValidator } from '@agent-replay/contracts';
      const polite = defineValidator({
        id: 'polite',
        version: '1',
        validate({ output }) {
          if (process.env.JUDGE !== 'up') throw new Error('the judge is down');
          return { label: 'rude', score: /Go away/.test(output.text) ? 0 : 1, explanation: 'of its first words' };
        },
      });
      export default { agents: { agent: './agent.js#agent' }, validators: [polite] };`,
    'live.js': `
      import { agent } from './agent.js';
      await agent.execute({ task_id: 'task', payload: { to: 'maria.lopez@acme-corp.es' } });`,
  });
  const said = async () => {
    const { value } = await project.json<Document>('--fixture', FIXTURE);
    return value.fixtures.map(({ verdict }) => `${verdict.status} ${verdict.failure_reason ?? ''}`);
  };
  await project.node('live.js');
  const { value } = await project.json<{ runs: { status: string; failure_class: string }[] }>('runs');
  expect(value.runs[0]).toMatchObject({ status: 'inconclusive', failure_class: 'semantic_judge_error' });

  vi.stubEnv('JUDGE', 'up');
  const runId = await failedRun(project);
  vi.unstubAllEnvs();
  expect(await project.run('freeze', runId)).toMatchObject({ code: 0 });
  expect(await said()).toEqual(['failed semantic_mismatch: polite: of its first words']);
  project.edit(`${FIXTURE}/expected.json`, (text) => text.replace('0.5', '0'));
  expect(await said()).toEqual(['passed ']);
  project.edit('agent.js', (text) => text.replace('Go away', 'Goodbye'));
  expect(await said()).toEqual([
    'inconclusive semantic_judgement_missing: polite: no judgement is recorded for this result',
  ]);
});

test('what a judge said of a result that names the workspace is said again of one that names the replay’s', async () => {
  const project = createProject({
    'agent.js': `
      import { defineAgent } from 'agent-replay';
      export const agent = defineAgent({
        name: 'agent',
        contract: { artifacts: { min: 0 }, semantic: [{ validator: 'polite', min: 0.5 }] },
        run: (_, { workspace }) => ({ text: 'Go away from ' + workspace }),
      });`,
    'agent-replay.config.js': `
      import { defineValidator } from '@agent-replay/contracts';
      const polite = defineValidator({
        id: 'polite',
        version: '1',
        validate: () => ({ label: 'rude', score: 0, explanation: 'of its first words' }),
      });
      export default { agents: { agent: './agent.js#agent' }, validators: [polite] };`,
    'live.js': `
      import { agent } from './agent.js';
      await agent.execute({ task_id: 'task', payload: {} });`,
  });
  await project.node('live.js');
  await project.run('freeze', await failedRun(project), '--no-replay');
  const { value } = await project.json<Document>('--fixture', FIXTURE);
  expect(value.fixtures[0]?.verdict).toMatchObject({
    status: 'failed',
    failure_reason: 'semantic_mismatch: polite: of its first words',
  });
});
