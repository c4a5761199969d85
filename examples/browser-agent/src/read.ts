// node src/read.ts <case>: reads recorded pages in a real Chromium, as production would.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeSharedStores, openCassette } from 'agent-replay';
import { agent, type Reading } from './browser-agent.ts';

const READINGS: Record<string, Reading> = {
  after_lease: {
    start: 'https://docs.example/1',
    read_ms: 400,
    lease: { ms: 1000, origins: ['https://docs.example'] },
  },
  elsewhere: {
    start: 'https://docs.example/4',
    read_ms: 400,
    lease: { ms: 60_000, origins: ['https://docs.example'] },
  },
};

const name = process.argv[2] ?? 'after_lease';
const workspace = await mkdtemp(join(tmpdir(), 'browser-agent-'));
const tape = await openCassette({ path: 'recordings/pages' });
try {
  const { run, output } = await agent.execute({ task_id: name, payload: READINGS[name] }, { workspace });
  console.log(`agent said    ${JSON.stringify(output)}`);
  console.log(`run           ${run.run_id}`);
  console.log(`validator     ${run.status}${run.failure_reason === null ? '' : ` (${run.failure_reason})`}`);
} finally {
  await tape.close();
  await closeSharedStores();
  await rm(workspace, { recursive: true, force: true });
}
