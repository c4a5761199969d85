import { expect, test, vi } from 'vitest';
import { commit, CONFIG, createProject } from '../project.suite.ts';
import { BROKEN, failedRun, LIVE } from './loop.suite.ts';

// Whole processes, several a test, on machines that may be busy.
vi.setConfig({ testTimeout: 120_000 });

test('with --json nothing is on standard error but errors and progress', async () => {
  const project = createProject({ ...CONFIG, 'agent.js': BROKEN, 'live.js': LIVE });
  commit(project, 'broken');
  expect((await project.run('runs', '--json')).stderr).toBe('');
  const runId = await failedRun(project);
  for (const line of await stderrOf('freeze', runId)) expect(line).toMatch(/ …$/);
  for (const args of [
    ['runs'],
    ['show', runId],
    ['trace', runId],
    ['--fixture', 'missing_artifact_ref'],
    ['compare', '--live', runId],
    ['validate'],
    ['coverage'],
    ['monitor'],
    ['gate'],
    ['gate', '--self-test'],
    ['watchdog'],
    ['export', runId],
  ])
    expect([args, await stderrOf(...args)]).toEqual([args, []]);
  for (const line of await stderrOf('prove', 'missing_artifact_ref', '--broken', 'broken'))
    expect(line).toMatch(/^replaying on \w+ \(.+\) …$/);
  expect((await stderrOf('--fixture', 'nope'))[0]).toBe('Failed to find fixtures: nothing matches nope.');

  async function stderrOf(...args: string[]): Promise<string[]> {
    const { stdout, stderr } = await project.run(...args, '--json');
    expect(JSON.parse(stdout)).toBeTypeOf('object');
    return stderr.split('\n').filter(Boolean);
  }
});
