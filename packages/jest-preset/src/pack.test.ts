import type { Config } from '@jest/types';
import { expect, test } from 'vitest';
import { createPacks, packOf, withPacks } from './pack.ts';
import type { FixtureTest } from './select-fixtures.ts';

const context = { config: { rootDir: '/p', testEnvironment: 'jsdom', automock: true } };

function fixtures(count: number, isolate = false): FixtureTest[] {
  return Array.from({ length: count }, (_, index) => {
    const [suite, fixture_id] = [`suite_${index % 2}`, `fx_${index}`];
    const dir = `/p/fixtures/${suite}/${fixture_id}`;
    return {
      root: '/p',
      config: { isolate },
      fixture: { suite, fixture_id, dir },
      test: { context, path: `${dir}/expected.json` },
    } as unknown as FixtureTest;
  });
}

const sizes = (members: readonly FixtureTest[], workers: number): number[] =>
  createPacks(members, workers).map((pack) => pack.members.length);

test('fixtures are dealt into as few packs as keep the workers busy', () => {
  expect(sizes(fixtures(5), 4)).toEqual([5]);
  expect(sizes(fixtures(200), 4)).toEqual([100, 100]);
  expect(sizes(fixtures(1200), 2)).toEqual([400, 400, 400]);
});

test('each has a pack of its own when the config isolates them', () => {
  expect(sizes(fixtures(3, true), 2)).toEqual([1, 1, 1]);
});

test('a worker finds in a pack what was put there, whether one or many', () => {
  for (const count of [1, 5]) {
    const members = fixtures(count);
    const packs = createPacks(members, 1);
    const config = JSON.parse(
      JSON.stringify(withPacks({} as Config.GlobalConfig, packs)),
    ) as Config.GlobalConfig;
    const found = packs.flatMap(({ test: { path } }) => packOf(config, '/p', path).fixtures);
    expect(found.toSorted((a, b) => (a.fixture_id < b.fixture_id ? -1 : 1))).toEqual(
      members.map(({ fixture }) => fixture),
    );
  }
});

test('packs differ in nothing by which Jest finds transformed files', () => {
  const [one, other] = createPacks(fixtures(200), 2).map(({ test: { context: own } }) =>
    JSON.stringify(own.config),
  );
  expect(one).toBe(other);
});
