import { join, relative, resolve, sep } from 'node:path';
import { type Config, discoverFixtures, type Fixture, loadConfig } from 'agent-replay';
import { agentFiles, nothingFound } from 'agent-replay/runner';
import { planModules, type PlanOptions } from './module-plan.ts';
import { emptySource, moduleSource } from './module-source.ts';
import { writeModules } from './write-modules.ts';

/** The fixtures of a project and the modules that stand for them. */
export interface Catalog {
  config: Config;
  /** Glob of the generated modules, relative to Vitest's root. */
  include: string;
  /** Absolute folders that hold fixtures. */
  folders: readonly string[];
  fixtures(): readonly Fixture[];
  /** Modules that were written at the start, and may still come to a watcher's notice. */
  created: ReadonlySet<string>;
  /** Looks at the disk again and writes what changed. */
  refresh(): void;
  /** The module of a fixture. */
  moduleOf(fixture: Fixture): string | undefined;
}

/** Finds the fixtures and writes their modules; with none found, a module that fails and says where it looked. */
export async function createCatalog(options: PlanOptions): Promise<Catalog> {
  const { root, base } = options;
  const config = await loadConfig(root);
  const imports = [...(config.file === null ? [] : [config.file]), ...agentFiles(config)];
  let fixtures = discoverFixtures(config.root, config.fixtures);
  let plan = planModules(fixtures, options);
  const write = (): string[] => {
    const files = new Map(
      plan.modules.map((module) => [module.file, moduleSource(module, { root, imports })]),
    );
    if (files.size === 0)
      files.set(join(plan.folder, 'no-fixtures.replay.js'), emptySource(nothingFound(config)));
    return writeModules(base, plan.folder, files);
  };
  const created = new Set(write());
  return {
    created,
    config,
    include: `${relative(root, plan.folder).split(sep).join('/')}/**/*.replay.js`,
    folders: config.fixtures.map((pattern) => resolve(config.root, pattern.replace(/[*?{[(!].*$/s, ''))),
    fixtures: () => fixtures,
    refresh: () => {
      fixtures = discoverFixtures(config.root, config.fixtures);
      plan = planModules(fixtures, options);
      write();
    },
    moduleOf: (fixture) => plan.modules.find((module) => module.fixtures.includes(fixture))?.file,
  };
}
