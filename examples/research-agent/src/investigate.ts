// node src/investigate.ts <recording>: looks into a failure as production does, with the answers of a composed recording.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeSharedStores, openCassette } from 'agent-replay';
import { agent } from './forensics-agent.ts';

const STATE = [
  {
    ref: 'run:r1',
    content: {
      order: 7,
      refunds: [
        { id: 'a', cents: 900 },
        { id: 'b', cents: 900 },
      ],
    },
  },
  { ref: 'log:refunds', content: { lines: ['POST /refunds timed out', 'POST /refunds 200'] } },
  { ref: 'deploy:42', content: { change: 'retry refunds on timeout', at: '2026-11-20T10:00:00Z' } },
];

const name = process.argv[2] ?? 'double-refund';
const workspace = await mkdtemp(join(tmpdir(), 'forensics-'));
const tape = await openCassette({ path: `recordings/${name}` });
try {
  const { run, output } = await agent.execute(
    {
      task_id: name,
      payload: { failure: 'Order 7 was refunded twice.', refs: STATE.map(({ ref }) => ref) },
      state: STATE,
    },
    { workspace },
  );
  console.log(`agent said    ${JSON.stringify(output)}`);
  console.log(`run           ${run.run_id}`);
  console.log(`validator     ${run.status}${run.failure_reason === null ? '' : ` (${run.failure_reason})`}`);
} finally {
  await tape.close();
  await closeSharedStores();
  await rm(workspace, { recursive: true, force: true });
}
