// A worker process for the tests: node worker.suite.ts <root> <store> <name> <trace file> <gate file>.
// Replays by writing a run record that stays open until the gate file is there; says what it does, line by line.
import { appendFileSync, existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { jsonSha256 } from '@agent-replay/contracts';
import { closeRun, openStore, startRun } from '@agent-replay/runs';
import { type Fixture, fixtureSha256, loadConfig } from 'agent-replay';
import type { ReplayRow } from 'agent-replay/runner';
import { startFleet } from './start-fleet.ts';

const [root = '.', name = 'worker', trace = '', gate = '', skewMs = '0'] = process.argv.slice(2);
const realNow = Date.now;
Date.now = () => realNow() + Number(skewMs);

const config = await loadConfig(root);
const store = await openStore(config.store, { redact: config.redact });
const say = (word: string, key: string): void => appendFileSync(trace, `${word} ${name} ${key}\n`);

const fleet = await startFleet({
  config,
  name,
  schedule: false,
  batch: 1,
  onJob: ({ suite, fixture_id }, { outcome }) => say(outcome, `${suite}/${fixture_id}`),
  replay: replayOnceTheGateIsOpen,
});
process.on('SIGTERM', () => {
  void fleet.stop().then(() => store.close());
});
say('ready', '-');

async function replayOnceTheGateIsOpen(fixture: Fixture): Promise<ReplayRow> {
  const key = `${fixture.suite}/${fixture.fixture_id}`;
  const run = await startRun(store, {
    run_type: 'replay',
    fixture_id: fixture.fixture_id,
    task_id: key,
    attempt: await store.nextAttempt(key, 'replay'),
    agent_name: 'tester',
    model: 'none',
    prompt_version: '1',
    tool_allowlist: [],
    timeout_seconds: 1,
    input_sha256: jsonSha256(key),
    state_refs: [],
    code_version: 'test',
  });
  say('begin', key);
  while (!existsSync(gate)) await wait(20);
  const { record } = await closeRun(run, { ending: 'returned', contract: { artifacts: { min: 0 } } });
  say('end', key);
  return {
    fixture_id: fixture.fixture_id,
    suite: fixture.suite,
    dir: fixture.dir,
    ok: record.status === 'passed',
    exit_code: record.status === 'passed' ? 0 : 1,
    status: record.status,
    reason: record.failure_reason,
    verdict: '{}',
    proof: 'unproven',
    proof_reason: null,
    run_id: record.run_id,
    fixture_sha256: fixtureSha256(fixture.dir),
    unguarded: [],
  };
}
