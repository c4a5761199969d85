// node src/mend.ts: mends project/ in a copy, as production does. The model's answer comes from recordings/.
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeSharedStores, openCassette } from 'agent-replay';
import { agent } from './coding-agent.ts';

const FILES = ['package.json', 'src/gross.js', 'test/gross.test.js'];
const workspace = await mkdtemp(join(tmpdir(), 'coding-agent-'));
await cp('project', workspace, { recursive: true });
const state = await Promise.all(
  FILES.map(async (path) => ({
    ref: `file:${path}`,
    content: await readFile(join('project', path), 'utf8'),
  })),
);
const tape = await openCassette({ path: 'recordings/mend' });
try {
  const { run, output } = await agent.execute(
    {
      task_id: 'german-vat',
      payload: { issue: 'A test fails: prices in Germany carry 19 %.', files: FILES.slice(1) },
      state,
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
