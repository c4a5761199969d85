import { Tier } from '@agent-replay/contracts';
import { Option } from 'commander';
import { CANARIES, CANARY_AGENT, CANARY_SUITE, type CanaryName } from '../canary/canaries.ts';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { discoverFixtures } from '../discover/discover-fixtures.ts';
import { loadFixture } from '../discover/load-fixture.ts';
import { proofOf, proofSettings, proofState } from '../proof/proof-state.ts';
import { readMonitor } from '../monitor/read-monitor.ts';
import { monitorFile } from '../monitor/write-monitor.ts';
import { createOutput, type Output } from '../output/output.ts';
import { table } from '../output/table.ts';
import { sharedStore } from '../store/shared-store.ts';
import type { AddCommand } from './add-command.ts';

/** `agent-replay coverage`: what the fixtures watch, and what nothing watches. */
export const addCoverage: AddCommand = (program, end) => {
  program
    .command('coverage')
    .description('list what the fixtures watch: 0 all self-canaries are proven, 3 one is not')
    .addOption(new Option('--tier <tier>', 'only the fixtures of a tier').choices(Tier.options))
    .option('--json', 'print one JSON document')
    .action(async (options: { tier?: Tier; json?: boolean }) => {
      const out = createOutput(options);
      const found = await coverageOf(await loadConfig(), options.tier);
      out.document(found);
      print(out, found);
      end(found.canaries.every(({ proof }) => proof === 'proven') ? 0 : 3);
    });
};

interface Covered {
  fixture_id: string;
  suite: string;
  tier: Tier;
  agent: string | null;
  failure_class: string | null;
  proof: 'proven' | 'unproven' | 'quarantined';
  /** What the monitor last said of it; null when it never did. */
  state: string | null;
  fingerprint: string | null;
}

interface Coverage {
  canaries: { name: CanaryName; covers: string; proof: Covered['proof'] | 'missing'; state: string | null }[];
  fixtures: Covered[];
  /** Agents of the config without a fixture. */
  unwatched_agents: string[];
  /** Classes of failures in the store that no fixture protects from. */
  unwatched_failures: { fingerprint: string; failure_class: string; agent_name: string; runs: number }[];
}

async function coverageOf(config: Config, tier: Tier | undefined): Promise<Coverage> {
  const monitor = await readMonitor(monitorFile(config));
  const states = new Map(
    'fixtures' in monitor ? monitor.fixtures.map((row) => [`${row.suite}/${row.fixture_id}`, row.state]) : [],
  );
  const all = discoverFixtures(config.root, config.fixtures).map(
    ({ fixture_id, suite, tier: of, dir }): Covered => {
      const base = { fixture_id, suite, tier: of, state: states.get(`${suite}/${fixture_id}`) ?? null };
      try {
        const loaded = loadFixture(dir);
        const { input, notes } = loaded;
        const { failure_class, fingerprint } = notes;
        return {
          ...base,
          agent: input.agent.name,
          failure_class,
          fingerprint,
          proof: proofOf(proofState(loaded, proofSettings(config))),
        };
      } catch {
        // what was last said of it was said of other files
        return {
          ...base,
          agent: null,
          failure_class: null,
          fingerprint: null,
          proof: 'unproven',
          state: 'stale',
        };
      }
    },
  );
  const fixtures = all.filter((each) => tier === undefined || each.tier === tier);
  const watched = new Set(all.map(({ agent }) => agent));
  const protectedFrom = new Set(all.map(({ fingerprint }) => fingerprint));
  const store = await sharedStore(config.store, config);
  return {
    canaries: (Object.keys(CANARIES) as CanaryName[]).map((name) => {
      const own = fixtures.find(({ suite, fixture_id }) => suite === CANARY_SUITE && fixture_id === name);
      return { name, covers: CANARIES[name], proof: own?.proof ?? 'missing', state: own?.state ?? null };
    }),
    fixtures: fixtures.filter(({ agent }) => agent !== CANARY_AGENT),
    unwatched_agents: Object.keys(config.agents).filter((name) => !watched.has(name)),
    unwatched_failures: (await store.failureHistories())
      .filter(({ fingerprint, status }) => status !== 'resolved' && !protectedFrom.has(fingerprint))
      .map(({ fingerprint, failure_class, agent_name, runs }) => ({
        fingerprint,
        failure_class,
        agent_name,
        runs,
      })),
  };
}

function print(out: Output, found: Coverage): void {
  const colored = (word: string): string =>
    out.style(
      word === 'proven' || word === 'passing' ? 'green' : word === 'failing' ? 'red' : 'yellow',
      word,
    );
  out.line('self-canaries');
  const canaries = found.canaries.map(({ name, proof, state }) => [
    `  ${name}`,
    colored(proof),
    colored(state ?? 'no result'),
  ]);
  for (const line of table(canaries)) out.line(line);
  if (found.canaries.some(({ proof }) => proof === 'missing'))
    out.line('  fix  agent-replay init brings back what is missing');
  if (found.fixtures.length > 0) {
    out.line('\nfixtures');
    const rows = found.fixtures.map(({ suite, fixture_id, tier, failure_class, proof, state }) => [
      `  ${suite}/${fixture_id}`,
      tier,
      colored(proof),
      colored(state ?? 'no result'),
      failure_class ?? '',
    ]);
    for (const line of table(rows)) out.line(line);
  }
  if (found.unwatched_agents.length > 0)
    out.line(`\nagents without a fixture: ${found.unwatched_agents.join(', ')}`);
  if (found.unwatched_failures.length === 0) return;
  out.line('\nfailures without a fixture');
  const rows = found.unwatched_failures.map(({ fingerprint, failure_class, agent_name, runs }) => [
    `  ${agent_name}`,
    failure_class,
    `${runs} ${runs === 1 ? 'run' : 'runs'}`,
    fingerprint,
  ]);
  for (const line of table(rows)) out.line(line);
}
