import { expect, test, vi } from 'vitest';
import { addProvenFixture, agentModule, createProject } from '../project.suite.ts';

vi.setConfig({ testTimeout: 120_000 });

test('a lock file with the marks of a merge is refused', async () => {
  const project = createProject({
    'agent-replay.config.json': { agents: { agent: './agent.js#agent' } },
    'agent.js': agentModule('await report();'),
  });
  addProvenFixture(project, 'agent', { interactions: [] });
  expect((await project.run('validate')).code).toBe(0);
  project.edit('agent-replay.lock.json', (text) => `<<<<<<< HEAD\n${text}`);
  const { code, stdout } = await project.run('validate');
  expect(stdout).toContain('lock_corrupt  agent-replay.lock.json');
  expect(code).toBe(2);
});
