import type { Test } from '@jest/test-result';
import type { Pack } from './handle.ts';
import { ownFile } from './own-file.ts';
import type { FixtureTest } from './select-fixtures.ts';

/** Some fixtures and the one test file that Jest runs for them. */
export interface PackTest {
  id: string;
  test: Test;
  members: readonly FixtureTest[];
}

/** A sandbox holds its modules until it ends; beyond this, memory costs more than a new sandbox. */
const LARGEST = 500;
/** Below this, a second worker starts up for longer than it works. */
const WORTH_A_WORKER = 100;

/** Deals fixtures into packs, project by project: enough packs to keep the workers busy, no more. */
export function createPacks(fixtures: readonly FixtureTest[], workers: number): PackTest[] {
  return [...Map.groupBy(fixtures, (fixture) => fixture.test.context).values()].flatMap((members) => {
    const busy = Math.min(workers, Math.ceil(members.length / WORTH_A_WORKER));
    return deal(members, Math.max(busy, Math.ceil(members.length / LARGEST))).map(createPack);
  });
}

/** The test file for these fixtures, in the project of the first of them. */
export function createPack(members: readonly FixtureTest[]): PackTest {
  const [first] = members;
  if (first === undefined) throw new RangeError('A pack holds at least one fixture.');
  const { context } = first.test;
  const id = `${process.pid}-${(created += 1)}`;
  const pack: Pack = { id, root: first.root, fixtures: members.map(({ fixture }) => fixture) };
  return {
    id,
    members,
    test: {
      ...first.test,
      path: ownFile('entry.cjs'),
      context: {
        ...context,
        config: {
          ...context.config,
          testEnvironment: ownFile('environment.js'),
          testRunner: ownFile('test-runner.js'),
          globals: { ...context.config.globals, [PACK]: pack },
        },
      },
    },
  };
}

let created = 0;

/** Where a pack's config carries its fixtures into the worker. */
export const PACK = '@agent-replay/jest-preset';

function deal<T>(items: readonly T[], count: number): T[][] {
  return Array.from({ length: count }, (_, index) =>
    items.slice(Math.floor((index * items.length) / count), Math.floor(((index + 1) * items.length) / count)),
  );
}
