import { createHash } from 'node:crypto';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { Fixture } from 'agent-replay';

/** A generated test module: some fixtures of one suite. */
export interface FixtureModule {
  /** Absolute path of the module. */
  file: string;
  suite: string;
  fixtures: readonly Fixture[];
}

export interface ModulePlan {
  /** The folder that holds this plan's modules and nothing else. */
  folder: string;
  modules: readonly FixtureModule[];
}

export interface PlanOptions {
  root: string;
  /** The folder of all plans. */
  base: string;
  /** How many shards the run is split into. */
  shards: number;
  /** Positional filters of the command line. */
  filters: readonly string[];
}

/** Above this, a module's own list of tests costs more than another worker saves. */
const LARGEST = 1000;
const MODULES_PER_SHARD = 4;

/**
 * Deals fixtures into modules, one or more per suite. The deal depends on the fixtures, the number
 * of shards and the filters only, never on the machine, so that the shards of one run agree.
 */
export function planModules(fixtures: readonly Fixture[], options: PlanOptions): ModulePlan {
  const size =
    options.shards > 1
      ? Math.min(LARGEST, Math.max(1, Math.floor(fixtures.length / (options.shards * MODULES_PER_SHARD))))
      : LARGEST;
  const named = nameOf(fixtures, options);
  const folder = join(options.base, folderName(options.shards, [...named.values()]));
  const rest = Map.groupBy(
    fixtures.filter((fixture) => !named.has(fixture)),
    (fixture) => mirrored(join(fixture.dir, '..'), options.root),
  );
  return {
    folder,
    modules: [
      ...[...named].map(([fixture, name]) => moduleOf(folder, name, [fixture])),
      ...[...rest].flatMap(([path, members]) =>
        chunk(members, size).map((part, index, parts) =>
          moduleOf(
            folder,
            `${path}/${parts.length > 1 ? `part-${String(index + 1).padStart(3, '0')}` : 'index'}`,
            part,
          ),
        ),
      ),
    ],
  };
}

/**
 * Fixtures that a positional filter names more closely than by their suite. Each gets a module
 * whose path holds the filter, since Vitest compares filters with the paths of modules.
 */
function nameOf(fixtures: readonly Fixture[], { root, filters }: PlanOptions): Map<Fixture, string> {
  const named = new Map<Fixture, string>();
  for (const raw of filters) {
    const filter = plain(raw, root);
    if (filter === '') continue;
    for (const fixture of fixtures) {
      const path = mirrored(fixture.dir, root);
      const suite = path.slice(0, path.lastIndexOf('/') + 1);
      if (suite.includes(filter)) continue;
      if (path.includes(filter)) named.set(fixture, `${path}/index`);
      else if (filter.startsWith(`${path}/`)) named.set(fixture, filter);
    }
  }
  return named;
}

/** Runs with different plans may be under way at once, each in its folder. */
function folderName(shards: number, named: readonly string[]): string {
  const parts = shards > 1 ? `of-${shards}` : 'all';
  if (named.length === 0) return parts;
  return `${parts}-${createHash('sha256').update(named.join('\n')).digest('hex').slice(0, 12)}`;
}

function plain(filter: string, root: string): string {
  const path = isAbsolute(filter) ? relative(root, filter) : filter;
  return path.split(sep).join('/').replace(/^\.\//, '').replace(/\/$/, '');
}

/** A path as it stands below the plan's folder: relative to the root, never leading out of it. */
function mirrored(dir: string, root: string): string {
  return relative(root, dir)
    .split(sep)
    .map((part) => (part === '..' ? '_' : part))
    .join('/');
}

function moduleOf(folder: string, name: string, fixtures: readonly Fixture[]): FixtureModule {
  return { file: join(folder, `${name}.replay.js`), suite: fixtures[0]?.suite ?? '', fixtures };
}

function chunk<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) =>
    items.slice(Math.floor((index * items.length) / count), Math.floor(((index + 1) * items.length) / count)),
  );
}
