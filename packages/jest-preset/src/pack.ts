import { basename, dirname, join } from 'node:path';
import type { Test } from '@jest/test-result';
import type { Config } from '@jest/types';
import { createSeal, type Seal } from 'agent-replay/discover';
import type { Pack } from './handle.ts';
import { ownFile } from './own-file.ts';
import type { FixtureTest } from './select-fixtures.ts';

/** Some fixtures and the one test file that Jest runs for them. */
export interface PackTest {
  /** Its path is that of its first fixture. */
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
    const [{ config }] = members as [FixtureTest];
    if (config.isolate) return members.map((member) => createPack([member]));
    const busy = Math.min(workers, Math.ceil(members.length / WORTH_A_WORKER));
    return deal(members, Math.max(busy, Math.ceil(members.length / LARGEST))).map(createPack);
  });
}

/** The test file for these fixtures, in the project of the first of them and by its path. */
export function createPack(members: readonly FixtureTest[]): PackTest {
  const [first] = members;
  if (first === undefined) throw new RangeError('A pack holds at least one fixture.');
  const { context } = first.test;
  const config = {
    ...context.config,
    // Automatic mocks would be of the agent's own parts, and of ours.
    automock: false,
    // The engine, outside, holds a sandbox until its pack is over.
    detectLeaks: false,
    testEnvironment: ownFile('environment.js'),
    testRunner: ownFile('test-runner.js'),
  };
  return { members, test: { ...first.test, context: { ...context, config } } };
}

/**
 * Jest's config with what is in each pack. It cannot be in the project's config: by its text Jest finds
 * transformed files in its cache, and would have them compiled anew for each pack of each run.
 */
export function withPacks(
  config: Config.GlobalConfig,
  packs: readonly PackTest[],
  key: string,
): Config.GlobalConfig {
  // A fixture by itself is known by its path.
  const shared = packs.filter(({ members }) => members.length > 1);
  const contents: Packs = Object.fromEntries(
    shared.map(({ test, members }) => [test.path, foldersOf(members)]),
  );
  return Object.assign({ ...config }, { [PACKS]: contents, [KEY]: key });
}

/** The pack that a test file stands for. */
export function packOf(config: Config.GlobalConfig, root: string, path: string): Pack {
  const { [PACKS]: packs } = config as { [PACKS]?: Packs };
  const dir = dirname(path);
  const folders = packs?.[path] ?? { [dirname(dir)]: [basename(dir)] };
  const fixtures = Object.entries(folders).flatMap(([folder, ids]) =>
    ids.map((id) => ({ fixture_id: id, suite: basename(folder), dir: join(folder, id) })),
  );
  return { id: path, root, fixtures };
}

/** The seal of what is said of a pack; its key is nowhere in the sandbox. */
export function packSeal(config: Config.GlobalConfig): Seal {
  return createSeal(Buffer.from((config as { [KEY]?: string })[KEY] ?? '', 'hex'));
}

/** Fixtures by the folder of their suite: it goes to a worker with each pack, so it is kept small. */
type Folders = Record<string, string[]>;

/** What is in packs, by the paths of their test files. */
type Packs = Record<string, Folders>;

const PACKS = 'agentReplayPacks';
const KEY = 'agentReplayKey';

function foldersOf(members: readonly FixtureTest[]): Folders {
  const folders: Folders = {};
  for (const { fixture } of members) (folders[dirname(fixture.dir)] ??= []).push(basename(fixture.dir));
  return folders;
}

function deal<T>(items: readonly T[], count: number): T[][] {
  return Array.from({ length: count }, (_, index) =>
    items.slice(Math.floor((index * items.length) / count), Math.floor(((index + 1) * items.length) / count)),
  );
}
