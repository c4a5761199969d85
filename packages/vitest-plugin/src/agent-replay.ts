/// <reference types="vitest/config" />
import { join } from 'node:path';
import type { TestProject, Vite, Vitest, VitestPluginContext } from 'vitest/node';
import { createCatalog } from './catalog.ts';
import { ownFile, ownPackages } from './own-files.ts';
import { createReporter } from './reporter.ts';
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
 */
export function agentReplay(): Vite.Plugin {
  return {
    name: 'agent-replay',
    enforce: 'pre',
    config: (user) => ({
      test: {
        tags: TIERS.filter((name) => !user.test?.tags?.some((tag) => tag.name === name)).map((name) => ({
          name,
          description: `agent-replay fixtures of the ${name} tier`,
        })),
        server: { deps: { external: ownPackages() } },
      },
    }),
    resolveId: (id) => (id === RUNTIME ? ownFile('runtime') : null),
    async configureVitest(context: VitestPluginContext) {
      context.project.config.setupFiles.unshift(ownFile('setup'));
      if (claimed.has(context.vitest)) return;
      claimed.set(context.vitest, context.project);
      await addFixtures(context);
    },
  };
}

async function addFixtures({ vitest, project }: VitestPluginContext): Promise<void> {
  const { root } = project.config;
  const { shard, watch } = vitest.config;
  const catalog = await createCatalog({
    root,
    base: join(root, '.vitest', 'agent-replay'),
    shards: shard?.count ?? 1,
    watch,
    filters: process.argv.slice(2).filter((argument) => !argument.startsWith('-')),
  });
  project.config.include.push(catalog.include);
  // A shard without a module is no failure while the others have some; without fixtures one module fails.
  if (shard !== undefined) vitest.config.passWithNoTests = true;
  const journal = join(root, '.vitest', 'agent-replay', `journal-${process.pid}`);
  project.provide('agent-replay:journal', journal);
  vitest.config.reporters.push(createReporter(catalog, journal));
  if (watch) watchFixtures(vitest, catalog);
}
