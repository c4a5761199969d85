import { agentModule, type Project } from '../project.suite.ts';

export const FIXTURE = 'fixtures/agent_failure_forensics/missing_artifact_ref';
export const BROKEN = agentModule(
  `await search('x'); return { done: true };`,
  `const search = tool('search', async (q) => [q], { effect: 'read' });`,
);
export const FIXED = BROKEN.replace('return {', 'await report(); return {');
export const LIVE = `import { agent } from './agent.js'; await agent.execute({ task_id: 'task', payload: { q: 'x' } });`;

/** Runs the broken agent, which fails, and tells the id of that run. */
export async function failedRun(project: Project): Promise<string> {
  await project.node('live.js');
  const { value } = await project.json<{ runs: { run_id: string; status: string }[] }>(
    'runs',
    '--status',
    'failed',
  );
  return value.runs[0]?.run_id ?? 'none';
}
