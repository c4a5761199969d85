import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@agent-replay/runs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { closeSharedStores } from '../store/shared-store.ts';
import { defineAgent } from './define-agent.ts';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'perform-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

it('goes on when its store cannot be opened, and its record is there once it can', async () => {
  const store = join(folder, 'place', 'runs.db');
  await writeFile(join(folder, 'place'), 'a file where the folder will be');
  const agent = defineAgent({
    name: 'refunds',
    codeVersion: 'abc',
    contract: { output: { type: 'object' } },
    run: () => ({ refunded: true }),
  });
  const { output, run } = await agent.execute(
    { task_id: 'order 7', payload: {} },
    { store, workspace: folder },
  );
  expect(output).toEqual({ refunded: true });
  expect(run).toMatchObject({ status: 'passed', attempt: 1 });
  await closeSharedStores();
  await rm(join(folder, 'place'));

  const later = await openStore(store);
  expect(await later.getRun(run.run_id)).toEqual(run);
  expect(await later.getFacts(run.run_id)).toMatchObject({ spooled: true });
  await later.close();
});

it.each<[string, (output: { path?: string }) => { kind: 'file'; uri: string }[]]>([
  ['names nothing', ({ path }) => [{ kind: 'file', uri: path as string }]],
  ['cannot be read', ({ path }) => [{ kind: 'file', uri: (path as string).trim() }]],
])('fails the run, and not its caller, when an output %s', async (_, artifacts) => {
  const store = join(folder, 'runs.db');
  const agent = defineAgent({
    name: 'refunds',
    codeVersion: 'abc',
    contract: { artifacts: { min: 0 } },
    run: () => ({}),
    artifacts,
  });
  const { output, run } = await agent.execute(
    { task_id: 'order 7', payload: {} },
    { store, workspace: folder },
  );
  expect(output).toEqual({});
  expect(run).toMatchObject({ status: 'failed', failure_class: 'exception' });
  await closeSharedStores();
});
