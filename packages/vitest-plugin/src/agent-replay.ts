/// <reference types="vitest/config" />
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { createSeal, findConfig, needNode, repeatOf } from 'agent-replay/discover';
import type { Vite, Vitest, VitestPluginContext } from 'vitest/node';
import { boundMemory } from './bound-memory.ts';
import { createCatalog } from './catalog.ts';
import { changedFiles } from './changed-files.ts';
import { filtersOf } from './command-line-filters.ts';
import { GENERATED } from './generated-module.ts';
import { countProject, missingProjects } from './missing-projects.ts';
import { followLateFilters } from './late-filters.ts';
import type { AgentReplayOptions } from './options.ts';
import { allButOwnPackages, ownFile, ownModule, ownPackages } from './own-files.ts';
import { openFirst, openRows } from './open-rows.ts';
import { type Claim, leftOut, reportNothing } from './report-nothing.ts';
import { createReporter } from './reporter.ts';
import { watchFixtures } from './watch-fixtures.ts';
import { workersOf } from './workers.ts';

const RUNTIME = '@agent-replay/vitest-plugin/runtime';
/** What runs in a worker, and is neither the user's code nor in Vitest's own list. */
const NOT_COVERED = [`**/${GENERATED}/**`, '**/agent-replay.config.*'];
const IN_BROWSER = [
  'Failed to replay fixtures: the projects of this Vitest run in a browser, and agents in Node.',
  "  fix  add a project without one: { extends: true, test: { name: 'fixtures', include: [], browser: { enabled: false } } }",
].join('\n');
const TIERS = ['critical', 'broad', 'full'];

/**
 * What the projects of each Vitest of this process have found, by the folder that they belong to. Several
 * projects may share one, and the first of them runs its fixtures; a package with its own has its own.
 */
const claims = new WeakMap<Vitest, Map<string, Claim>>();

/**
 * Makes every fixture a test of this project, named by its id, in a suite named by its folder and
 * tagged by its tier; adds the matchers; writes the monitor artifact.
 *
 * @example
 * export default defineConfig({ plugins: [agentReplay()] });
 *
 * @throws {RangeError} when `repeat` is no whole number from 1 to 1,000.
 * @throws {Error} on a Node older than 22.20.
 */
export function agentReplay(options: AgentReplayOptions = {}): Vite.Plugin {
  needNode('@agent-replay/vitest-plugin');
  const repeat = repeatOf(options.repeat);
  let hasProjects = false;
  return {
    name: 'agent-replay',
    enforce: 'pre',
    config: (user) => {
      hasProjects = (user.test?.projects?.length ?? 0) > 0;
      const deps = user.test?.server?.deps;
      if (deps?.inline === true) deps.inline = [allButOwnPackages()];
      return {
        test: {
          server: { deps: { external: ownPackages(), inline: [ownModule('test'), ownModule('setup')] } },
        },
      };
    },
    resolveId: (id) => (id === RUNTIME ? ownFile('runtime') : null),
    async buildEnd() {
      const text = hasProjects ? await missingProjects() : null;
      if (text === null) return;
      console.error(`\n${text}\n`);
      process.exitCode = 1;
    },
    async configureVitest(context: VitestPluginContext) {
      const { vitest, project } = context;
      countProject();
      if (isBenchmark(context)) return;
      // Vitest gives every project the tags of the others, and in 4 takes none of a plugin that one lists for itself.
      project.config.tags = [...(project.config.tags ?? []), ...tierTags(project.config.tags ?? [])];
      const all = claimsOf(vitest);
      if (project.isBrowserEnabled()) {
        all.set(project.name, {
          nothing: (await filtersOf(vitest)).length > 0 ? null : IN_BROWSER,
          leftOut: null,
        });
        return;
      }
      project.config.setupFiles = [ownFile('setup'), ...project.config.setupFiles];
      // In parallel a user's would come first, and put up fake timers, or open what an agent then uses.
      project.config.sequence.setupFiles = 'list';
      project.provide('agent-replay:root', project.config.root);
      const place = findConfig(project.config.root).root;
      if (all.has(place)) {
        project.config.exclude = [...project.config.exclude, `**/${GENERATED}/**`];
        return;
      }
      const claim: Claim = { nothing: null, leftOut: null };
      all.set(place, claim);
      project.provide('agent-replay:repeat', repeat);
      project.provide('agent-replay:annotates', showsAnnotations(vitest));
      await addFixtures(context, options, claim);
    },
  };
}

/** Whether what a test was skipped for is seen only as an annotation: `--ui` and the html report call it passed. */
function showsAnnotations({ config }: Vitest): boolean {
  const names = config.reporters.map((each) => (Array.isArray(each) ? each[0] : each));
  return config.ui || names.includes('html') || names.includes('blob');
}

/** The claims of a Vitest; with the first come what holds for all of its projects. */
function claimsOf(vitest: Vitest): Map<string, Claim> {
  const known = claims.get(vitest);
  if (known !== undefined) return known;
  const all = new Map<string, Claim>();
  claims.set(vitest, all);
  vitest.config.reporters.push(reportNothing(all));
  vitest.config.coverage.exclude = [...(vitest.config.coverage.exclude ?? []), ...NOT_COVERED];
  return all;
}

/** A tag for each tier that has none of the user's. */
function tierTags(known: readonly { name: string }[]): { name: string; description: string }[] {
  return TIERS.filter((name) => !known.some((tag) => tag.name === name)).map((name) => ({
    name,
    description: `agent-replay fixtures of the ${name} tier`,
  }));
}

/** The project that Vitest 5 makes for benchmarks beside each, or the mode that they have in Vitest 4: no place for tests. */
function isBenchmark({ vitest, project }: VitestPluginContext): boolean {
  const { benchmark } = project.config as { benchmark?: { enabled?: boolean } };
  return benchmark?.enabled === true || (vitest.mode as string) === 'benchmark';
}

async function addFixtures(
  context: VitestPluginContext,
  options: AgentReplayOptions,
  claim: Claim,
): Promise<void> {
  const { vitest, project } = context;
  const { root } = project.config;
  const { shard, watch } = vitest.config;
  const filters = await filtersOf(vitest);
  const changed = await changedFiles(vitest);
  const catalog = await createCatalog({
    root,
    base: join(root, GENERATED),
    shards: shard?.count ?? 1,
    watch,
    workers: workersOf(project.config.maxWorkers, vitest.config.maxWorkers),
    filters,
    changed,
    choose: options,
    // Vitest takes it from where it was started, not from its root.
    searched: project.config.dir ? resolve(project.config.dir) : root,
    environment: project.config.environment,
  });
  // Projects share arrays of Vitest's defaults: what is pushed to one is in all.
  if (catalog.include !== null) project.config.include = [...project.config.include, catalog.include];
  project.config.exclude = [...project.config.exclude, ...catalog.exclude];
  claim.leftOut = leftOut(catalog.modules().filter((file) => !project.matchesTestGlob(file)));
  // A shard without a module is no failure while the others have some.
  if (shard !== undefined) vitest.config.passWithNoTests = true;
  if (vitest.config.related !== undefined || changed !== null)
    vitest.config.related = [...(vitest.config.related ?? changed ?? []), ...catalog.changedModules()];
  if (watch) watchFixtures(vitest, catalog);
  if (catalog.fixtures().length === 0 && !watch) {
    if (filters.length === 0) claim.nothing = catalog.nothing();
    return;
  }
  boundMemory(project);
  const journal = join(root, GENERATED, `journal-${process.pid}`);
  const key = randomBytes(32);
  project.provide('agent-replay:journal', journal);
  project.provide('agent-replay:key', key.toString('hex'));
  const seal = createSeal(key);
  const rowsOf = openRows(vitest, seal);
  // Before any that writes down what tests say of themselves.
  vitest.config.reporters.unshift(openFirst(project, rowsOf), followLateFilters(context, catalog));
  vitest.config.reporters.push(createReporter({ catalog, journal, seal, rowsOf, project }));
}
