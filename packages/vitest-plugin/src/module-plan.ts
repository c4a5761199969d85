import { createHash } from 'node:crypto';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Fixture } from 'agent-replay/discover';

/** A generated test module: some fixtures, of one suite or of several. */
export interface FixtureModule {
  /** Absolute path of the module. */
  file: string;
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
  /** The folder that Vitest was started in, which a filter may be a path from. @default that of this process */
  cwd?: string;
  /** Fixtures that have changed get modules of their own, where only what has changed is to run. */
  isChanged?: (fixture: Fixture) => boolean;
  watch: boolean;
  /** How many modules Vitest runs at once. */
  workers: number;
  /** Each fixture has a module, and so a worker, of its own. */
  isolate?: boolean;
}

/** Somebody who watches waits for the module of a fixture; and with a worker that dies, all of its module are lost. */
const LARGEST = 2500;
/** A worker first loads the engine and runs it cold, by default for each module: as long as for so many fixtures. */
const WORTH_A_WORKER = 1000;
const MODULES_PER_SHARD = 4;

/**
 * Deals fixtures into modules: as many as Vitest runs at once, where there are enough fixtures. Of a run in shards
 * the deal depends on the fixtures, the number of shards and what is asked for only, never on the machine, so that
 * its shards agree. Suites have modules of their own where their paths matter, to a filter, to a shard or to
 * somebody who watches; else they share.
 */
export function planModules(fixtures: readonly Fixture[], options: PlanOptions): ModulePlan {
  const filters = plainFilters(options);
  const named = nameOf(fixtures, filters, options);
  const others = fixtures.filter((fixture) => !named.has(fixture));
  const wanted = new Map<string, boolean>();
  const rest = others.filter((fixture) => {
    const suite = suitePath(fixture, options.root);
    const known = wanted.get(suite) ?? isWanted(suite, filters, options);
    wanted.set(suite, known);
    return known;
  });
  const parts = [...Map.groupBy(named.keys(), (fixture) => named.get(fixture) as string)];
  const shares = (parent: string): boolean => !options.watch && isWanted(parent, filters, options);
  const paths = merged([...parts, ...groups(rest, shares, options)]);
  const isPartial = rest.length < others.length || named.size > 0;
  const layout = isPartial ? paths.map(([path]) => path) : [];
  // Fixtures come and go while somebody watches: the folder is where Vitest looks, and stays.
  const name = options.watch ? folderName('watch', filters) : folderName(partsOf(options), layout);
  const folder = join(options.base, name);
  const size = sizeOf(rest.length + named.size, options);
  return {
    folder,
    modules: paths.flatMap(([path, members]) => modulesOf(folder, path, members, size)),
  };
}

/** The most fixtures of one module. */
function sizeOf(count: number, { shards, workers, watch, isolate = false }: PlanOptions): number {
  if (isolate) return 1;
  if (watch) return LARGEST;
  if (shards > 1) return within(1, Math.floor(count / (shards * MODULES_PER_SHARD)), LARGEST);
  const busy = within(1, Math.floor(count / WORTH_A_WORKER), Number.isFinite(workers) ? workers : 1);
  const rounds = Math.max(1, Math.ceil(count / (busy * LARGEST)));
  return Math.max(1, Math.ceil(count / (busy * rounds)));
}

function within(least: number, count: number, most: number): number {
  return Math.max(least, Math.min(count, most));
}

/** Fixtures by the path that their modules have: that of their suite, or of the folder of suites that share. */
function groups(
  fixtures: readonly Fixture[],
  shares: (parent: string) => boolean,
  { root, shards, isolate = false }: PlanOptions,
): [string, Fixture[]][] {
  const suites = [...Map.groupBy(fixtures, (fixture) => suitePath(fixture, root))];
  const parent = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/'))) || path;
  const isApart = ([path]: [string, Fixture[]]): boolean => isolate || shards > 1 || !shares(parent(path));
  const shared = Map.groupBy(
    suites.filter((suite) => !isApart(suite)),
    ([path]) => parent(path),
  );
  return [
    ...suites.filter(isApart),
    ...[...shared].map(([path, members]): [string, Fixture[]] => [path, members.flatMap(([, each]) => each)]),
  ];
}

/** A suite may stand where others share a module, or what has changed has one. */
function merged(grouped: readonly (readonly [string, Fixture[]])[]): [string, Fixture[]][] {
  const byPath = Map.groupBy(grouped, ([path]) => path);
  return [...byPath].map(([path, same]) => [path, same.flatMap(([, members]) => members)]);
}

/** The mark keeps a user's "exclude" of a folder called fixtures from these modules. */
function modulesOf(folder: string, path: string, members: readonly Fixture[], size: number): FixtureModule[] {
  return chunk(members, size).map((part, index, all) => {
    const name = all.length > 1 ? `part-${String(index + 1).padStart(3, '0')}` : 'index';
    return { file: join(folder, `@${path}`, `${name}.replay.js`), fixtures: part };
  });
}

/**
 * Fixtures that a positional filter names more closely than by their suite, and those that have
 * changed, with the path of the module that they get. It holds the filter, since Vitest compares
 * filters with the paths of modules.
 */
function nameOf(
  fixtures: readonly Fixture[],
  filters: readonly string[],
  { root, isChanged }: PlanOptions,
): Map<Fixture, string> {
  const named = new Map<Fixture, string>();
  if (filters.length === 0 && isChanged === undefined) return named;
  for (const fixture of fixtures) {
    const suite = suitePath(fixture, root);
    const path = `${suite}/${basename(fixture.dir)}`;
    if (isChanged?.(fixture) === true) named.set(fixture, `${suite}/changed`);
    for (const filter of filters) {
      const at = path.toLowerCase().indexOf(filter);
      if (holds(`${suite}/`, filter)) continue;
      if (filter.startsWith(`${path.toLowerCase()}/`)) named.set(fixture, path + filter.slice(path.length));
      else if (at > suite.length + 1) named.set(fixture, `${suite}/${filter}`);
      else if (at !== -1) named.set(fixture, path.slice(0, at + filter.length));
    }
  }
  return named;
}

/** The fixtures that filters name, by their own path or by that of their suite; none without filters. */
export function namedFixtures(
  fixtures: readonly Fixture[],
  options: Pick<PlanOptions, 'root' | 'filters' | 'cwd'>,
): Fixture[] {
  const filters = plainFilters(options);
  return fixtures.filter((fixture) => {
    const path = `${suitePath(fixture, options.root)}/${basename(fixture.dir)}/`;
    return filters.some((filter) => holds(path, filter) || filter.startsWith(path.toLowerCase()));
  });
}

/** Whether some filter names a folder of fixtures, or where modules are; a watcher may lift its filter. */
function isWanted(folder: string, filters: readonly string[], { root, base, watch }: PlanOptions): boolean {
  if (watch || filters.length === 0) return true;
  const generated = mirrored(base, root);
  return filters.some((filter) => filter.startsWith(generated) || holds(`${folder}/`, filter));
}

function holds(path: string, filter: string): boolean {
  return path.toLowerCase().includes(filter);
}

/** Runs with different plans may be under way at once, each in its folder. */
function folderName(kind: string, named: readonly string[]): string {
  if (named.length === 0) return kind;
  return `${kind}-${createHash('sha256').update(named.join('\n')).digest('hex').slice(0, 12)}`;
}

function partsOf({ shards }: PlanOptions): string {
  return shards > 1 ? `of-${shards}` : 'all';
}

/** The filters as paths from the root, in lower case as Vitest compares them; none where one names the root. */
function plainFilters({
  root,
  filters,
  cwd = process.cwd(),
}: Pick<PlanOptions, 'root' | 'filters' | 'cwd'>): string[] {
  if (filters.some((filter) => relative(root, resolve(cwd, filter)) === '')) return [];
  const paths = filters
    .flatMap((filter) => [...(isAbsolute(filter) ? [] : [filter]), below(root, resolve(cwd, filter))])
    .map((path) => path.split(sep).join('/').replace(/^\.\//, '').replace(/\/$/, ''))
    .filter((path) => path !== '')
    .map((path) => path.toLowerCase());
  return [...new Set(paths)];
}

/** A path from the root; empty for what is outside of it. */
function below(root: string, path: string): string {
  const from = relative(root, path);
  return from === '..' || from.startsWith(`..${sep}`) || isAbsolute(from) ? '' : from;
}

/** Of the folders of suites, in which thousands of fixtures stand. */
const suitePaths = new Map<string, string>();

function suitePath({ dir }: Fixture, root: string): string {
  const folder = dirname(dir);
  const key = `${root}\0${folder}`;
  const path = suitePaths.get(key) ?? mirrored(folder, root);
  suitePaths.set(key, path);
  return path;
}

/** A path as it stands below the plan's folder: relative to the root, never leading out of it. */
function mirrored(dir: string, root: string): string {
  return relative(root, dir)
    .split(sep)
    .map((part) => (part === '..' ? '_' : part))
    .join('/');
}

function chunk<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) =>
    items.slice(Math.floor((index * items.length) / count), Math.floor(((index + 1) * items.length) / count)),
  );
}
