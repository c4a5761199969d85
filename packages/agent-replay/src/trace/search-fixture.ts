import { isAgentReplayError, type RunRecord } from '@agent-replay/contracts';
import type { Store } from '@agent-replay/runs';
import type { Config } from '../config/config.ts';
import { discoverFixtures, type Fixture } from '../discover/discover-fixtures.ts';
import { loadFixture } from '../discover/load-fixture.ts';
import type { LoadedFixture } from '../discover/loaded-fixture.ts';
import { proofSettings, type ProofState, proofState } from '../proof/proof-state.ts';

/** A fixture of a failure, how far it can be trusted, and whether its run is still known. */
export interface TracedFixture {
  fixture: Fixture;
  loaded: LoadedFixture;
  proof: ProofState;
  /** The run that it was frozen from; undefined when the store has it no longer. */
  frozenFrom: RunRecord | undefined;
}

/** What was looked through for a failure's fixture. */
export interface FixtureSearch {
  /** The one that was frozen from it: one that is proven before one that is not; null where none was found. */
  found: TracedFixture | null;
  /** `suite/fixture_id` of those that cannot be read: it may be one of them. */
  invalid: readonly string[];
}

/** Looks for the fixture of a failure among all that there are. */
export async function searchFixture(
  store: Store,
  config: Config,
  fingerprint: string,
  run: RunRecord | undefined,
): Promise<FixtureSearch> {
  const invalid: string[] = [];
  const found = discoverFixtures(config.root, config.fixtures).flatMap((fixture) => {
    const loaded = load(fixture.dir);
    if (loaded === null) {
      invalid.push(`${fixture.suite}/${fixture.fixture_id}`);
      return [];
    }
    const { notes } = loaded;
    if (notes.fingerprint !== fingerprint && (run === undefined || notes.run_id !== run.run_id)) return [];
    return [{ fixture, loaded, proof: proofState(loaded, proofSettings(config)) }];
  });
  const best = found.find(({ proof }) => proof.state === 'proven') ?? found[0];
  if (best === undefined) return { found: null, invalid };
  const { run_id } = best.loaded.notes;
  const frozenFrom = run_id === null ? undefined : await store.getRun(run_id);
  return { found: { ...best, frozenFrom }, invalid };
}

function load(dir: string): LoadedFixture | null {
  try {
    return loadFixture(dir);
  } catch (error) {
    if (isAgentReplayError(error)) return null; // "validate" says what is wrong with it.
    throw error;
  }
}
