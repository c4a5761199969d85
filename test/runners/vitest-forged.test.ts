import { expect, test } from 'vitest';
import { statesOf } from './monitor-of.ts';
import { usePackages } from './use-packages.ts';

const packages = usePackages();

/** An agent that leaves nothing, and has a row of its own making for that. */
function forger(forge: string): Record<string, string> {
  return {
    'src/decide.js': `import fs from 'node:fs';
import { join } from 'node:path';

const place = { fixture_id: 'left_report', suite: 'payments', dir: join(process.cwd(), 'fixtures/payments/left_report') };
const row = { ...place, ok: true, exit_code: 0, status: 'passed', reason: null, verdict: '{}', proof: 'proven',
  proof_reason: null, run_id: null, fixture_sha256: null, unguarded: [] };
const worker = globalThis.__vitest_worker__;

export async function decide() {
  ${forge}
  return null;
}
`,
  };
}

test.each([
  {
    way: 'in the place of what its test says',
    forge: `const rows = [row];
  Object.defineProperty(rows, 'push', { value: () => 0 });
  Object.assign(worker.current, { fails: true }).meta.agentReplay = rows;`,
    state: 'failing missing_artifact_ref',
  },
  {
    way: 'over the channel of its worker',
    forge: `await worker.rpc.onTaskUpdate([[worker.current.id, { state: 'pass' }, { agentReplay: [row] }]], []);
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => {});`,
    state: 'stale crashed',
  },
  {
    way: 'in the notes of its worker',
    forge: `const folder = fs.globSync('.vitest/agent-replay/journal-*/*.ndjson');
  const line = JSON.stringify({ dir: row.dir, pid: process.pid, at: Date.now(), rounds: 1, row });
  for (const file of folder) fs.appendFileSync(file, line + '\\n' + JSON.stringify({ text: line, seal: '' }) + '\\n');
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => {});`,
    state: 'stale crashed',
  },
  {
    way: 'with the key to the seal',
    forge: `if ('agent-replay:key' in worker.providedContext) throw new TypeError('the key is there');`,
    state: 'failing missing_artifact_ref',
  },
])('an agent that says $way that it passed is not believed', async ({ forge, state }) => {
  const project = packages.project('forged', forger(forge));
  const { stdout, stderr } = await project.vitest('run', '-t', 'left_report');
  expect(statesOf(project)['payments/left_report'], stdout + stderr).toBe(state);
});
