import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runEnvelope } from '../run-envelope.mjs';
import { end, waitForAll } from './child.mjs';
import { COMPILED, data, only } from './steps.mjs';

/** Runs as the package writes them. */
export async function ours(url, count) {
  const { closeRun, openStore, recordArtifact, recordEvent, startRun } = await import('@agent-replay/runs');
  const store = await openStore(url, { folder: join(tmpdir(), 'bench-runs-key') });
  for (let run = -COMPILED; run < count; run += 1) {
    if (run === 0) await waitForAll();
    const open = await startRun(store, runEnvelope());
    for (let index = 0; index < 5; index += 1)
      void recordEvent(open, { kind: 'x_step', ...only(data(index)) });
    await recordArtifact(open, { kind: 'url', uri: 'https://example.com/report', probe: () => true });
    await closeRun(open, { contract: { artifacts: { min: 1 } } });
  }
  end();
  await store.close();
}
