// node src/serve.ts <case>: one shift on a queue that holds one order, as production would see it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeSharedStores } from 'agent-replay';
import { agent } from './queue-worker.ts';
import { CASES } from './cases.ts';

const name = process.argv[2] ?? 'done_before_written';
const known = CASES[name];
if (known === undefined) throw new Error(`Unknown case "${name}": one of ${Object.keys(CASES).join(', ')}.`);
const workspace = await mkdtemp(join(tmpdir(), 'queue-worker-'));
try {
  const { run, output } = await agent.execute(known.task, { workspace, contract: known.contract });
  console.log(`agent said    ${JSON.stringify(output)}`);
  console.log(`run           ${run.run_id}`);
  console.log(`validator     ${run.status}${run.failure_reason === null ? '' : ` (${run.failure_reason})`}`);
} finally {
  await closeSharedStores();
  await rm(workspace, { recursive: true, force: true });
}
