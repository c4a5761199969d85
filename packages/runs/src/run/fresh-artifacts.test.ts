import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contract } from '@agent-replay/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { envelope } from '../store/envelope.suite.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { closeRun } from './close-run.ts';
import { recordArtifact } from './record-artifact.ts';
import { startRun } from './start-run.ts';
import { withRun } from './with-run.ts';

const contract: Contract = { artifacts: { min: 1, fresh: true } };

let folder: string;
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runs-fresh-'));
  store = await openStore(join(folder, 'runs.db'));
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

it('takes no file for fresh that was written right before the run began, and any that was right after', async () => {
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    await writeFile(join(folder, 'report.csv'), 'the same');
    const details = { contract };
    const run = await startRun(store, envelope({ attempt, task_id: 'left' }), { details, workspace: folder });
    await recordArtifact(run, { kind: 'file', uri: 'report.csv' });
    expect((await closeRun(run, { contract })).record).toMatchObject({ status: 'failed' });
  }
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    await writeFile(join(folder, 'report.csv'), 'the same');
    const { record } = await withRun(
      store,
      envelope({ attempt, task_id: 'written' }),
      async (run) => {
        await writeFile(join(folder, 'report.csv'), 'the same');
        await recordArtifact(run, { kind: 'file', uri: 'report.csv' });
      },
      { contract, workspace: folder },
    );
    expect(record).toMatchObject({ status: 'passed' });
  }
});
