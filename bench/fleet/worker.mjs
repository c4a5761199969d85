// node bench/fleet/worker.mjs fleet|bare <root> <url>: one worker, whose jobs take no time.
import { loadConfig } from 'agent-replay';
import { startFleet } from '@agent-replay/fleet';
import { PgBoss } from 'pg-boss';

const [kind, root, url] = process.argv.slice(2);
if (kind === 'fleet') {
  await startFleet({
    config: await loadConfig(root),
    schedule: false,
    batch: 50,
    replay: async ({ suite, fixture_id }) => ({
      fixture_id,
      suite,
      dir: root,
      ok: true,
      exit_code: 0,
      status: 'passed',
      reason: null,
      verdict: '{}',
      proof: 'proven',
      proof_reason: null,
      run_id: '00000000-0000-7000-8000-000000000000',
      fixture_sha256: '0'.repeat(64),
      unguarded: [],
    }),
  });
} else {
  const boss = new PgBoss({ connectionString: url, schema: 'agent_replay_fleet' });
  await boss.start();
  await boss.work(
    'replay',
    { pollingIntervalSeconds: 0.5, batchSize: 50, burstWhenBatchFull: true, perJobResults: true },
    async (jobs) => jobs.map((job) => ({ id: job.id, status: 'completed', output: { outcome: 'replayed' } })),
  );
}
