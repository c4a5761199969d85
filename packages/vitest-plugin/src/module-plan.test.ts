import { relative } from 'node:path';
import type { Fixture } from 'agent-replay';
import { describe, expect, test } from 'vitest';
import { type ModulePlan, planModules, type PlanOptions } from './module-plan.ts';

const ROOT = '/project';

function fixtures(suite: string, count: number, parent = 'fixtures'): Fixture[] {
  return Array.from({ length: count }, (_, index) => {
    const fixture_id = `fx_${String(index).padStart(4, '0')}`;
    return { fixture_id, suite, dir: `${ROOT}/${parent}/${suite}/${fixture_id}`, tier: 'full' };
  });
}

function plan(members: readonly Fixture[], options: Partial<PlanOptions> = {}): ModulePlan {
  return planModules(members, {
    root: ROOT,
    base: `${ROOT}/.vitest/agent-replay`,
    shards: 1,
    filters: [],
    watch: false,
    workers: 1,
    ...options,
  });
}

function files({ modules }: ModulePlan): string[] {
  return modules.map(({ file }) => relative(`${ROOT}/.vitest/agent-replay`, file));
}

function withoutPlan(file: string): string {
  return file.slice(file.indexOf('/') + 1);
}

describe('planModules', () => {
  test('lets suites share a module, since each module costs a worker', () => {
    const { modules } = plan([...fixtures('payments', 3), ...fixtures('claims', 1600)]);
    expect(files({ folder: '', modules })).toEqual(['all/@fixtures/index.replay.js']);
    expect(modules[0]?.fixtures).toHaveLength(1603);
  });

  test.each([
    { count: 1999, workers: 2, sizes: [1999] },
    { count: 2000, workers: 1, sizes: [2000] },
    { count: 2000, workers: 2, sizes: [1000, 1000] },
    { count: 2001, workers: 15, sizes: [1000, 1001] },
    { count: 10_000, workers: 4, sizes: [2500, 2500, 2500, 2500] },
    { count: 2001, workers: Number.NaN, sizes: [2001] },
    { count: 6000, workers: 1, sizes: [2000, 2000, 2000] },
    { count: 6000, workers: 2, sizes: [1500, 1500, 1500, 1500] },
  ])('gives $workers workers $count fixtures in modules that are each worth one', ({ count, ...row }) => {
    const members = [...fixtures('payments', count - 600), ...fixtures('refunds', 600)];
    const { modules } = plan(members, row);
    expect(modules.map((module) => module.fixtures.length)).toEqual(row.sizes);
  });

  test('gives each fixture a module of its own where fixtures are to be isolated', () => {
    const { modules } = plan([...fixtures('payments', 2), ...fixtures('refunds', 1)], { isolate: true });
    expect(modules.map((module) => module.fixtures.length)).toEqual([1, 1, 1]);
    expect(files({ folder: '', modules })).toEqual([
      'all/@fixtures/payments/part-001.replay.js',
      'all/@fixtures/payments/part-002.replay.js',
      'all/@fixtures/refunds/index.replay.js',
    ]);
  });

  test('gives each suite a module whose path mirrors the suite to somebody who watches', () => {
    expect(
      files(plan([...fixtures('payments', 3), ...fixtures('refunds', 1)], { watch: true })).map(withoutPlan),
    ).toEqual(['@fixtures/payments/index.replay.js', '@fixtures/refunds/index.replay.js']);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'deals each fixture into one module for %i shards, and as many modules at least',
    (shards) => {
      const all = [...fixtures('payments', 23), ...fixtures('refunds', 17), ...fixtures('claims', 1)];
      const { modules } = plan(all, { shards });
      const dealt = modules.flatMap((module) => module.fixtures.map(({ dir }) => dir));
      expect(dealt.toSorted()).toEqual(all.map(({ dir }) => dir).toSorted());
      expect(modules.length).toBeGreaterThanOrEqual(shards);
      expect(plan(all, { shards }).modules).toEqual(modules);
    },
  );

  test('parts a suite of thousands evenly for somebody who watches', () => {
    const { modules } = plan(fixtures('payments', 6000), { watch: true });
    expect(modules.map((module) => module.fixtures.length)).toEqual([2000, 2000, 2000]);
    expect(modules[0]?.file).toMatch(/payments\/part-001\.replay\.js$/);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'gives %i shards of twelve fixtures at least one module each',
    (shards) => {
      const { modules } = plan([...fixtures('payments', 7), ...fixtures('refunds', 5)], { shards });
      expect(modules.length).toBeGreaterThanOrEqual(shards);
      expect(modules.flatMap((module) => module.fixtures)).toHaveLength(12);
    },
  );

  test.each([
    { filter: 'fixtures/payments/fx_0001', file: '@fixtures/payments/fx_0001/index.replay.js', count: 1 },
    { filter: 'FX_0001', file: '@fixtures/payments/fx_0001/index.replay.js', count: 1 },
    { filter: 'x_000', file: '@fixtures/payments/x_000/index.replay.js', count: 3 },
    { filter: 'ments/fx', file: '@fixtures/payments/fx/index.replay.js', count: 3 },
  ])('gives what the filter "$filter" names a module whose path holds it, and no other', (row) => {
    const members = [...fixtures('payments', 3), ...fixtures('refunds', 0)];
    const { modules, folder } = plan(members, { filters: [row.filter] });
    expect(modules.map((module) => module.file.slice(folder.length + 1))).toEqual([row.file]);
    expect(modules[0]?.fixtures).toHaveLength(row.count);
  });

  test('does not part what a filter names into a module for each fixture', () => {
    expect(plan(fixtures('payments', 6000), { filters: ['fx_'], workers: 3 }).modules).toHaveLength(3);
  });

  test('lets small suites share a module also for a filter that names them all', () => {
    const members = [...fixtures('payments', 3), ...fixtures('refunds', 1)];
    for (const filter of ['fixtures', '.vitest/agent-replay/all'])
      expect(files(plan(members, { filters: [filter] }))).toEqual(['all/@fixtures/index.replay.js']);
  });

  test('leaves fixtures out that no filter names, also when it is part of the folder of modules', () => {
    expect(plan(fixtures('payments', 3), { filters: ['agent'] }).modules).toEqual([]);
    expect(plan(fixtures('payments', 3), { filters: ['.vitest/agent-replay'] }).modules).toHaveLength(1);
    expect(plan(fixtures('payments', 3), { filters: ['agent'], watch: true }).modules).toHaveLength(1);
  });

  test('keeps what has changed in a module of its own', () => {
    const { modules, folder } = plan(fixtures('payments', 3), {
      isChanged: ({ fixture_id: id }) => id === 'fx_0001',
    });
    expect(modules.map((module) => [module.file.slice(folder.length + 1), module.fixtures.length])).toEqual([
      ['@fixtures/payments/changed/index.replay.js', 1],
      ['@fixtures/index.replay.js', 2],
    ]);
  });

  test.each<Partial<PlanOptions>>([
    { filters: ['a/'] },
    { isChanged: ({ dir }) => dir.includes('/a/fx_') },
    { isChanged: ({ dir }) => dir.includes('/a/fx_'), workers: 8 },
    { isChanged: () => true },
    { filters: ['a/x'], shards: 2 },
    { filters: ['changed'] },
    {},
  ])('loses no fixture where two modules would have one path: %j', (options) => {
    const suites = ['a', 'a/x', 'a/changed', 'a/changed/z', 'a/changed/y'];
    const members = suites.flatMap((suite) => fixtures(suite, 2));
    const asked = members.filter(({ dir }) =>
      (options.filters ?? []).every((filter) => dir.includes(filter)),
    );
    const { modules } = plan(members, options);
    const held = new Map(modules.map(({ file, fixtures: some }) => [file, some]));
    expect([...held.values()].flatMap((some) => some.map(({ dir }) => dir)).toSorted()).toEqual(
      asked.map(({ dir }) => dir).toSorted(),
    );
  });

  test('finds the fixture of a filter that is the path of one of its files, absolute or not', () => {
    for (const filter of [
      './fixtures/payments/fx_0001/expected.json',
      `${ROOT}/fixtures/payments/fx_0001/expected.json`,
    ]) {
      expect(plan(fixtures('payments', 3), { filters: [filter] }).modules[0]?.file).toMatch(
        /fixtures\/payments\/fx_0001\/expected\.json\/index\.replay\.js$/,
      );
    }
  });

  test('finds the fixture of a filter that is a path from where Vitest was started', () => {
    const from = (cwd: string): string | undefined =>
      plan(fixtures('payments', 3), { filters: ['project/fixtures/payments/fx_0001'], cwd }).modules[0]?.file;
    expect(from('/')).toMatch(/fixtures\/payments\/fx_0001\/index\.replay\.js$/);
    expect(from('/elsewhere')).toBeUndefined();
    const all = plan(fixtures('payments', 3), { filters: ['project/', 'agent'], cwd: '/' });
    expect(all.modules[0]?.fixtures).toHaveLength(3);
  });

  test('keeps the modules of a suite together for a filter that names the suite', () => {
    const members = [...fixtures('payments', 3), ...fixtures('refunds', 1)];
    expect(files(plan(members, { filters: ['fixtures/payments'] })).map(withoutPlan)).toEqual([
      '@fixtures/payments/index.replay.js',
    ]);
  });

  test('keeps fixtures from outside the root inside the folder', () => {
    expect(files(plan(fixtures('payments', 1, '../shared/fixtures')))).toEqual([
      'all/@_/shared/fixtures/index.replay.js',
    ]);
  });
});
