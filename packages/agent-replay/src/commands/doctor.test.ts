import { expect, test, vi } from 'vitest';
import { CONFIG, createProject } from '../project.suite.ts';

vi.setConfig({ testTimeout: 120_000 });

test('doctor says how the store of the project is, makes none, and ends with what its state means', async () => {
  const project = createProject({ ...CONFIG });
  const doctor = () => project.json<{ store: Record<string, unknown> }>('doctor');
  expect(await doctor()).toMatchObject({ code: 0, value: { store: { condition: 'absent' } } });
  expect(await doctor()).toMatchObject({ code: 0, value: { store: { condition: 'absent' } } });
  await project.run('runs');
  expect(await doctor()).toMatchObject({ code: 0, value: { store: { condition: 'sound', open_runs: 0 } } });
  project.write('.agent-replay/runs.db', 'no database, and long enough to be looked at. '.repeat(20));
  expect(await doctor()).toMatchObject({ code: 5, value: { store: { condition: 'corrupt' } } });
  const { stdout } = await project.run('doctor');
  expect(stdout).toMatch(
    /^store {4}.*runs\.db: is damaged; file is not a database\n {9}fix: move the file away/m,
  );
});
