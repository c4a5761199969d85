import { basename, normalize, relative, resolve, sep } from 'node:path';
import type { Config } from 'agent-replay';
import {
  agentModules,
  discoverFixtures,
  findConfig,
  type Fixture,
  loadConfig,
  nothingFound,
} from 'agent-replay/discover';
import { chooser } from './chooser.ts';
import { GENERATED } from './generated-module.ts';
import { namedFixtures, planModules, type PlanOptions } from './module-plan.ts';
import { moduleSource } from './module-source.ts';
import type { AgentReplayOptions } from './options.ts';
import { writeModules } from './write-modules.ts';

export interface CatalogOptions extends Omit<PlanOptions, 'isChanged' | 'isolate'> {
  /** Absolute paths of what has changed, where only that is to run; null where everything is. */
  changed: readonly string[] | null;
  choose: AgentReplayOptions;
  /** The folder in which Vitest looks for tests, absolute. */
  searched: string;
  /** The environment of the project's tests. */
  environment: string;
}

/** The fixtures of a project and the modules that stand for them. */
export interface Catalog {
  /** The config; loaded at once where there are fixtures, else when it is asked for. */
  config(): Promise<Config>;
  /** Glob of the generated modules, relative to where Vitest looks; null without fixtures. */
  include: string | null;
  /** Globs of what other runs have generated, which a wide `include` of the user would take for tests. */
  exclude: string[];
  modules(): string[];
  /** Absolute folders that hold fixtures. */
  folders: readonly string[];
  fixtures(): readonly Fixture[];
  /** Modules that were written at the start, and may still come to a watcher's notice. */
  created: ReadonlySet<string>;
  /** Looks at the disk again and writes what changed. */
  refresh(): void;
  /** The fixtures that filters name. */
  named(filters: readonly string[]): Fixture[];
  /** The module of a fixture. */
  moduleOf(fixture: Fixture): string | undefined;
  /** The fixtures of these modules, by their paths as Vitest has them. */
  fixturesIn(modules: readonly string[]): Fixture[];
  /** The modules whose fixtures have changed. */
  changedModules(): string[];
  /** What to say when no fixture was found. */
  nothing(): string;
}

/** Finds the fixtures and writes their modules. */
export async function createCatalog({
  changed,
  choose,
  searched,
  environment,
  ...options
}: CatalogOptions): Promise<Catalog> {
  const { root, base, watch } = options;
  const found = findConfig(root);
  let loading: Promise<Config> | undefined;
  const load = (): Promise<Config> => (loading ??= loadConfig(root));
  const { fixtures: patterns, isolate } =
    found.file === null ? { fixtures: ['fixtures'], isolate: false } : await load();
  const place = { root: found.root, fixtures: patterns };
  const isChanged = ({ dir }: Fixture): boolean =>
    changed?.some((file) => file.startsWith(dir + sep)) ?? false;
  const discover = (): Fixture[] => discoverFixtures(place.root, patterns);
  const planOf = (members: readonly Fixture[]) =>
    planModules(members, { ...options, isolate, ...(changed !== null && { isChanged }) });

  let fixtures = discover();
  let plan = planOf(fixtures);
  const hasModules = fixtures.length > 0 || watch;
  const imports = hasModules ? importsOf(await load()) : new Map<string, string>();
  const isChosen = hasModules ? await chooser(choose) : () => true;
  const write = (): string[] =>
    writeModules(
      base,
      plan.folder,
      new Map(
        plan.modules.map((module) => [
          module.file,
          moduleSource(module, { root, imports, isChosen, environment }),
        ]),
      ),
    );
  const created = new Set(hasModules ? write() : []);
  return {
    created,
    config: load,
    include: hasModules ? `${relative(searched, plan.folder).split(sep).join('/')}/**/*.replay.js` : null,
    exclude: otherPlans(basename(plan.folder)),
    modules: () => plan.modules.map(({ file }) => file),
    folders: patterns.map((pattern) => resolve(place.root, pattern.replace(/[*?{[(!].*$/s, ''))),
    fixtures: () => fixtures,
    refresh: () => {
      fixtures = discover();
      plan = planOf(fixtures);
      write();
    },
    named: (filters) => namedFixtures(fixtures, { root, filters }),
    moduleOf: (fixture) => plan.modules.find((module) => module.fixtures.includes(fixture))?.file,
    fixturesIn(modules) {
      const files = new Set(modules.map((file) => normalize(file)));
      return plan.modules.filter(({ file }) => files.has(file)).flatMap((module) => module.fixtures);
    },
    changedModules: () =>
      plan.modules.filter((module) => module.fixtures.some(isChanged)).map(({ file }) => file),
    nothing: () => nothingFound(place),
  };
}

/** For picomatch, what is not named so does not begin so either. */
function otherPlans(name: string): string[] {
  return [`**/${GENERATED}/!(${name})/**`, `**/${GENERATED}/${name}?*/**`];
}

/** The config and the agents, by path, and what the generated modules import them as. */
function importsOf(config: Config): Map<string, string> {
  const own = config.file === null ? [] : [config.file];
  return new Map([...own.map((file): [string, string] => [file, file]), ...agentModules(config)]);
}
