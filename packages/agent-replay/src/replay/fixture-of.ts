import type { LoadedFixture } from '../discover/loaded-fixture.ts';
import type { ReplayResult } from './replay-result.ts';

/** On the result itself: what a WeakMap holds is let go with a full collection only, and each minor one copies it. */
const FIXTURE = Symbol('fixture');

/** Keeps with a result the fixture as it was read for it; returns the result. */
export function withFixture(result: ReplayResult, fixture: LoadedFixture | null): ReplayResult {
  // Not enumerable: a copy of the result, which may say something else, is without it.
  if (fixture !== null) Object.defineProperty(result, FIXTURE, { value: fixture, configurable: true });
  return result;
}

/** The fixture as it was replayed; undefined where its files could not be read, or the result is a copy. */
export function fixtureOf(result: ReplayResult): LoadedFixture | undefined {
  return (result as { [FIXTURE]?: LoadedFixture })[FIXTURE];
}
