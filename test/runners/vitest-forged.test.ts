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

const OVER_THE_CHANNEL = `await worker.rpc.onTaskUpdate([[worker.current.id, { state: 'pass' }, { agentReplay: [row] }]], []);
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => {});`;

const BY_ITS_OWN_REPLAY = `const { replayTests } = await import(join(process.cwd(), '../node_modules/@agent-replay/vitest-plugin/dist/bundle/runtime.js'));
  try {
    replayTests({ root: process.cwd(), imports: {}, import: (file) => import(file), here: (say) => say() });
  } catch (error) {
    if (/the seal of/.test(error.message)) return null;
  }
  throw new TypeError('it was given the seal');`;

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
    forge: OVER_THE_CHANNEL,
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
    way: 'by a test that is meant to fail',
    forge: 'worker.current.fails = true;',
    state: 'failing missing_artifact_ref',
  },
  {
    way: 'with the key to the seal',
    forge: `if ('agent-replay:key' in worker.providedContext) throw new TypeError('the key is there');`,
    state: 'failing missing_artifact_ref',
  },
  {
    way: 'with the seal, out of the module that holds it',
    forge: `const bundle = join(process.cwd(), '../node_modules/@agent-replay/vitest-plugin/dist/bundle');
  const modules = fs.readdirSync(bundle).filter((name) => /^(worker-key|runtime).*[.]js$/.test(name));
  const seals = [];
  for (const name of modules) {
    const held = await import(join(bundle, name));
    for (const [each, give] of Object.entries(held)) {
      if (each !== 'replayTests') seals.push(await give());
    }
  }
  for (const seal of seals) worker.current.meta.agentReplay = [(seal.close ?? seal().close)(row)];`,
    state: 'failing missing_artifact_ref',
  },
  {
    way: 'by a replay of its own making',
    forge: BY_ITS_OWN_REPLAY,
    state: 'failing missing_artifact_ref',
  },
])('an agent that says $way that it passed is not believed', async ({ forge, state }) => {
  const project = packages.project('forged', forger(forge));
  const { code, stdout, stderr } = await project.vitest('run', '-t', 'left_report');
  expect(statesOf(project)['payments/left_report'], stdout + stderr).toBe(state);
  expect(code).toBe(1);
});

test('modules that share a worker get its seal, and the agents in it do not', async () => {
  const project = packages.project('forged-shared', forger(BY_ITS_OWN_REPLAY));
  const suites = ['fixtures/orders', 'fixtures/payments/left_report'];
  const { code, stdout, stderr } = await project.vitest('run', ...suites, '--no-isolate', '--maxWorkers=1');
  const nothing = 'failing missing_artifact_ref';
  expect(statesOf(project), stdout + stderr).toEqual({
    'orders/read_order': nothing,
    'orders/swallowed_miss': nothing,
    'payments/left_nothing': 'stale no_result',
    'payments/left_report': nothing,
  });
  expect(code).toBe(1);
});

test('merged reports believe nothing that was not sealed', async () => {
  const project = packages.project('forged-blob', forger(OVER_THE_CHANNEL));
  await project.vitest('run', '-t', 'left_report', '--reporter=blob');
  const { code, stdout, stderr } = await project.vitest('run', '--merge-reports');
  expect(statesOf(project)['payments/left_report'], stdout + stderr).toBe('stale crashed');
  expect(code).toBe(1);
});

test("a user's own test is no fixture, whatever its name", async () => {
  const project = packages.project('named-alike', {
    'test/pay.test.js': `import { describe, expect, test } from 'vitest';
describe('payments', () => test('left_report', () => expect(1).toBe(1)));
`,
  });
  const { code, stdout } = await project.vitest('run', 'test/pay.test.js');
  expect(stdout).not.toContain('crashed');
  expect(project.list('.agent-replay')).not.toContain('.agent-replay/monitor.json');
  expect(code).toBe(0);
});
