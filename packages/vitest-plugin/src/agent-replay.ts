/// <reference types="vitest/config" />
import { join } from 'node:path';
import type { TestProject, Vite, Vitest, VitestPluginContext } from 'vitest/node';
import { createCatalog } from './catalog.ts';
import { changedFiles } from './changed-files.ts';
import { commandLineFilters } from './command-line-filters.ts';
import { type AgentReplayOptions, repeatOf } from './options.ts';
import { ownFile, ownModule, ownPackages } from './own-files.ts';
import { createReporter, reportNothing } from './reporter.ts';
import { watchFixtures } from './watch-fixtures.ts';

const RUNTIME = '@agent-replay/vitest-plugin/runtime';
const TIERS = ['critical', 'broad', 'full'];

/** The project that runs the fixtures, for each Vitest of this process: the first one with the plugin. */
const claimed = new WeakMap<Vitest, TestProject>();

/**
 * Makes every fixture a test of this project, named by its id, in a suite named by its folder and
 * tagged by its tier; adds the matchers; writes the monitor artifact.
 *
 * @example
 * export default defineConfig({ plugins: [agentReplay()] });
 *
 * @throws {RangeError} when `repeat` is no whole number from 1 to 1,000.
 */
export function agentReplay(options: AgentReplayOptions = {}): Vite.Plugin {
  const repeat = repeatOf(options);
  return {
    name: 'agent-replay',
    enforce: 'pre',
    config: (user) => ({
      test: {
        tags: TIERS.filter((name) => !user.test?.tags?.some((tag) => tag.name === name)).map((name) => ({
          name,
          description: `agent-replay fixtures of the ${name} tier`,
        })),
        server: { deps: { external: ownPackages(), inline: [ownModule('test')] } },
      },
    }),
    resolveId: (id) => (id === RUNTIME ? ownFile('runtime') : null),
    async configureVitest(context: VitestPluginContext) {
      const { vitest, project } = context;
      project.config.setupFiles.unshift(ownFile('setup'));
      project.provide('agent-replay:root', project.config.root);
      if (claimed.has(vitest)) return;
      claimed.set(vitest, project);
      project.provide('agent-replay:repeat', repeat);
      await addFixtures(context, options);
    },
  };
}

async function addFixtures(
  { vitest, project }: VitestPluginContext,
  options: AgentReplayOptions,
): Promise<void> {
  const { root } = project.config;
  const { shard, watch } = vitest.config;
  const filters = await commandLineFilters();
  const changed = await changedFiles(vitest);
  const catalog = await createCatalog({
    root,
    base: join(root, '.vitest', 'agent-replay'),
    shards: shard?.count ?? 1,
    watch,
    filters,
    changed,
    choose: options,
  });
  if (catalog.include !== null) project.config.include.push(catalog.include);
  // A shard without a module is no failure while the others have some.
  if (shard !== undefined) vitest.config.passWithNoTests = true;
  if (vitest.config.related !== undefined || changed !== null)
    vitest.config.related = [...(vitest.config.related ?? changed ?? []), ...catalog.changedModules()];
  if (watch) watchFixtures(vitest, catalog);
  if (catalog.fixtures().length === 0 && !watch) {
    if (filters.length === 0) vitest.config.reporters.push(reportNothing(catalog.nothing()));
    return;
  }
  const journal = join(root, '.vitest', 'agent-replay', `journal-${process.pid}`);
  project.provide('agent-replay:journal', journal);
  vitest.config.reporters.push(createReporter({ catalog, journal, project }));
}
