import type { LoadedFixture } from '../discover/loaded-fixture.ts';
import type { ReplayResult } from './replay-result.ts';

const fixtures = new WeakMap<ReplayResult, LoadedFixture>();

/** Keeps with a result the fixture as it was read for it; returns the result. */
export function withFixture(result: ReplayResult, fixture: LoadedFixture | null): ReplayResult {
  if (fixture !== null) fixtures.set(result, fixture);
  return result;
}

/** The fixture as it was replayed; undefined where its files could not be read, or the result is a copy. */
export function fixtureOf(result: ReplayResult): LoadedFixture | undefined {
  return fixtures.get(result);
}
