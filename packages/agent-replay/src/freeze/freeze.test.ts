import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jsonSha256 } from '@agent-replay/contracts';
import { closeRun, openStore, startRun, type Store } from '@agent-replay/runs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadConfig } from '../config/load-config.ts';
import { freeze } from './freeze.ts';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'freeze-'));
  // Without one the folder above may be the project.
  await writeFile(join(folder, 'package.json'), '{}');
  store = await openStore(join(folder, '.agent-replay', 'runs.db'));
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** A failed run that read two states; returns its id. */
async function failedRun(state: { ref: string; content: number }[]): Promise<string> {
  const uris = ['order:7', 'https://crm.example.com/v1/people?token=a8Fk2mQ9xZ'];
  const run = await startRun(
    store,
    {
      task_id: 'task',
      attempt: 1,
      agent_name: 'agent',
      code_version: 'abc',
      model: 'm',
      prompt_version: '1',
      tool_allowlist: [],
      timeout_seconds: 60,
      input_sha256: jsonSha256({}),
      state_refs: uris.map((uri) => ({ uri, sha256: jsonSha256(1), version: null })),
    },
    { details: { payload: {}, state }, workspace: folder },
  );
  return (await closeRun(run, { contract: { artifacts: { min: 1 } } })).record.run_id;
}

it('refuses a run that names state which it was not given', async () => {
  const runId = await failedRun([{ ref: 'https://crm.example.com/v1/people?token=a8Fk2mQ9xZ', content: 1 }]);
  await expect(freeze(store, runId, { config: await loadConfig(folder) })).rejects.toMatchObject({
    code: 'FREEZE_REFUSED',
    details: { reason: 'state_missing', missing: expect.arrayContaining(['order:7']) as string[] },
  });
  expect(await readdir(folder)).toEqual(['.agent-replay', 'package.json']);
});

it('freezes one with all of its state, whatever is secret in the name of it', async () => {
  const runId = await failedRun([
    { ref: 'order:7', content: 1 },
    { ref: 'https://crm.example.com/v1/people?token=a8Fk2mQ9xZ', content: 1 },
  ]);
  const frozen = await freeze(store, runId, { config: await loadConfig(folder) });
  expect(frozen.fixture_id).toBe('missing_artifact_ref');
});
