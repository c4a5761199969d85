import type { Config } from '../config/config.ts';
import { loadFixture } from '../discover/load-fixture.ts';
import { inTemporaryFolder } from '../workspace/in-temporary-folder.ts';
import { smallest } from './cuts.ts';
import { type HeldPart, heldParts, type Outcome } from './kept-why.ts';
import { createProbe, partsOf, type Package, writePackage } from './package.ts';
import { Search } from './search.ts';

/** What a fixture was reduced to. */
export interface Reduced {
  /** How many replays it took, the first of the whole; at most parts × log2(parts), and four. */
  replays: number;
  /** Interactions, and parts of the state and of the input, before and after. */
  before: number;
  after: number;
  interactions: { before: number; after: number };
  /** What became of the failure where a part was left out that is kept. */
  tried: Outcome[];
  /** The kept parts of the input that recorded requests hold. */
  held: HeldPart[];
}

/** Replays of the whole, and of cuts that do not depend on how many parts there are. */
const BESIDE = 4;

/**
 * Leaves out of a fixture everything that its failure does not need: parts of the input and of the
 * state, recorded calls, and last, as far as the replays go, parts of their answers and of their prompts. What is left
 * still fails, on the code as it is now, with the same class, for the same cause, and for nothing else: a task without
 * what the agent needs would fail on any code, however it is fixed.
 *
 * @throws {AgentReplayError} `FREEZE_REFUSED` when the fixture does not fail with its class to begin with.
 */
export async function reduce(
  dir: string,
  { config, onStart }: { config: Config; onStart?: (limit: number) => void },
): Promise<Reduced> {
  const fixture = loadFixture(dir);
  const { input, interactions } = fixture;
  const whole: Package = { interactions, state: input.state, payload: input.task.payload };
  const before = partsOf(whole);
  const limit = Math.ceil(before * Math.log2(Math.max(2, before))) + BESIDE;
  onStart?.(limit);
  return inTemporaryFolder('reduce', async (base) => {
    const probe = createProbe(base, fixture, config);
    try {
      const search = new Search(fixture, { probe, limit, config });
      const found = await smallest(whole, search);
      await writePackage(dir, fixture, found, probe.redactor);
      return {
        replays: search.replays,
        before,
        after: partsOf(found),
        interactions: { before: interactions.length, after: found.interactions.length },
        tried: search.outcomes,
        held: heldParts(found),
      };
    } finally {
      probe.close();
    }
  });
}
