import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStore } from '@agent-replay/runs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { validateFixtures } from '../discover/validate-fixtures.ts';
import { replay } from '../replay/replay.ts';
import { closeSharedStores } from '../store/shared-store.ts';
import { CANARIES, CANARY_AGENT, type CanaryName, missingCanaries } from './canaries.ts';
import { canaryAgent } from './canary-agent.ts';
import { MACHINERY } from './machinery.ts';
import { runCanary } from './run-canary.ts';
import { SABOTAGE } from './sabotage.ts';

const shipped = fileURLToPath(new URL('../../template/fixtures/agent_replay_canaries', import.meta.url));
const NAMES = Object.keys(CANARIES) as CanaryName[];

let config: Config;
beforeAll(async () => {
  const root = await mkdtemp(join(tmpdir(), 'canaries-'));
  config = { ...(await loadConfig(root)), root, store: join(root, 'runs.db') };
});
afterAll(async () => {
  await closeSharedStores();
  await rm(config.root, { recursive: true });
});

test.each(NAMES)('the shipped canary %s is proven and green, without a line of config', async (name) => {
  const { ok, proof, verdict } = await replay(join(shipped, name), { config });
  expect({ ok, proof, verdict }).toMatchObject({ ok: true, proof: 'proven', verdict: { status: 'passed' } });
});

test.each(NAMES)('the canary %s turns red when what it watches is broken', async (name) => {
  const agents = { [CANARY_AGENT]: canaryAgent({ ...MACHINERY, ...SABOTAGE[name] }) };
  const { verdict } = await replay(join(shipped, name), { config: { ...config, agents } });
  expect(verdict).toMatchObject({ status: 'failed', failure_class: 'schema_mismatch' });
});

test.each(NAMES)(
  'the canary %s leaves no run open, which the end of the process would close',
  async (name) => {
    const folder = await mkdtemp(join(config.root, 'canary-'));
    await runCanary(name, MACHINERY, folder);
    const store = await openStore(join(folder, 'canary.db'));
    const open = await store.listRuns({ status: 'started' });
    await store.close();
    expect(open).toEqual([]);
  },
);

test('ships one valid critical fixture for each thing to watch', () => {
  const found = validateFixtures(shipped, ['.']);
  expect(found.map(({ fixture }) => `${fixture.fixture_id} ${fixture.tier}`)).toEqual(
    NAMES.toSorted().map((name) => `${name} critical`),
  );
  expect(found.flatMap(({ errors }) => errors)).toEqual([]);
});

test('asks for the canaries of a project that has taken them over, and of no other', () => {
  const all = NAMES.map((name) => `agent_replay_canaries/${name}`);
  expect(missingCanaries(['s/a'], new Set(['s/a']))).toEqual([]);
  expect(missingCanaries(all, new Set(all))).toEqual([]);
  expect(missingCanaries(all, new Set(all.slice(1)))).toEqual(['alert_emission']);
  expect(missingCanaries(all, new Set())).toHaveLength(7);
});
