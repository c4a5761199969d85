import { expect, test } from 'vitest';
import type { LoadedFixture } from '../discover/loaded-fixture.ts';
import { fixtureOf, withFixture } from './fixture-of.ts';
import type { ReplayResult } from './replay-result.ts';

test('a result has the fixture that it is of, where nobody meets it, and a copy has none', () => {
  const fixture = { fixture_id: 'late_refund' } as LoadedFixture;
  const plain = { fixture_id: 'late_refund', ok: true } as ReplayResult;
  const result = withFixture({ ...plain }, fixture);
  expect(fixtureOf(result)).toBe(fixture);
  expect(fixtureOf({ ...result })).toBeUndefined();
  expect(result).toEqual(plain);
  expect(JSON.stringify(result)).toBe(JSON.stringify(plain));
});
