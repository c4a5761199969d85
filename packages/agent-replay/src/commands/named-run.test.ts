import type { RunRecord } from '@agent-replay/contracts';
import { expect, test, vi } from 'vitest';
import { CONFIG, createProject } from '../project.suite.ts';
import { BROKEN, LIVE } from './loop.suite.ts';

// Whole processes, several a test, on machines that may be busy.
vi.setConfig({ testTimeout: 120_000 });

test('a run is named by the beginning of its id wherever one is; of several the candidates are listed', async () => {
  const project = createProject({ ...CONFIG, 'agent.js': BROKEN, 'live.js': LIVE });
  await project.node('live.js');
  await project.node('live.js');
  const { value } = await project.json<{ runs: RunRecord[] }>('runs');
  const [one = '', other = ''] = value.runs.map(({ run_id }) => run_id);
  const at = one.split('').findIndex((letter, index) => letter !== other[index]);
  const both = one.slice(0, at);
  for (const command of ['show', 'trace', 'export', 'freeze']) {
    const { code, stderr } = await project.run(command, both);
    expect([command, code]).toEqual([command, 2]);
    expect(stderr).toContain(`Failed to find the run "${both}": it is the beginning of 2 ids.`);
    for (const id of [one, other])
      expect(stderr).toMatch(new RegExp(`\n  found  ${id}  agent  \\S+ #\\d  failed\n`));
    expect(stderr).toContain('\n  fix    name more of one\n');
  }

  // with some of its random digits: replays that follow begin with nearly the same time
  const begun = one.slice(0, Math.max(at + 1, 24));

  expect(await project.json('show', begun)).toMatchObject({
    value: { attempts: [{ run: { run_id: one } }] },
  });
  expect((await project.run('trace', begun)).stdout).toContain('missing_artifact_ref');
  expect((await project.json<{ resourceSpans: object[] }>('export', begun)).value.resourceSpans).toHaveLength(
    1,
  );
  expect(await project.json('freeze', begun)).toMatchObject({ code: 0 });
  await project.run('--fixture', 'missing_artifact_ref');
  expect(await project.json('compare', '--live', begun)).toMatchObject({ value: { live: { run_id: one } } });
  expect((await project.run('show', one.slice(0, 5))).stderr).toContain('there is no such run or task');
});
