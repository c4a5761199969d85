import { sep } from 'node:path';
import type { Fixture } from 'agent-replay/discover';
import type { TestSpecification, Vitest, WatcherTriggerPattern } from 'vitest/node';
import type { Catalog } from './catalog.ts';
import { escapePattern } from './escape-pattern.ts';

/**
 * Reruns a fixture alone when one of its files is edited or added, and drops it when it is deleted.
 * An edit of the agent's code goes Vitest's own way: everything that imports it reruns.
 */
export function watchFixtures(vitest: Vitest, catalog: Catalog): void {
  const pending = new Map<string, Set<string>>();
  const narrowed = new WeakSet<TestSpecification>();
  const late = new Set<string>();
  const folders = catalog.folders.map(posix);
  const isInside = (file: string): boolean => folders.some((folder) => posix(file).startsWith(`${folder}/`));

  vitest.vite.watcher.add([...catalog.folders]);
  const trigger: WatcherTriggerPattern = {
    pattern: /\.json$|[\\/]blobs[\\/][0-9a-f]+$/,
    testsToRun: (file) => {
      if (!isInside(file)) return null;
      const fixture = fixtureOf(file, catalog) ?? (catalog.refresh(), fixtureOf(file, catalog));
      const module = fixture && catalog.moduleOf(fixture);
      if (fixture === undefined || module === undefined) return null;
      pending.set(module, (pending.get(module) ?? new Set()).add(fixture.fixture_id));
      return [module];
    },
  };
  vitest.config.watchTriggerPatterns = [...(vitest.config.watchTriggerPatterns ?? []), trigger];
  const refreshAfterDelete = (path: string): void => {
    if (isInside(path)) catalog.refresh();
  };
  vitest.vite.watcher.on('unlink', refreshAfterDelete).on('unlinkDir', refreshAfterDelete);
  // The watcher may come to see the modules that were written as it started, and take them for new tests.
  vitest.vite.watcher.on('add', (path) => {
    if (catalog.created.has(path)) late.add(posix(path));
  });
  vitest.onFilterWatchedSpecification((specification) => {
    if (late.delete(specification.moduleId) && !pending.has(specification.moduleId)) return false;
    const ids = pending.get(specification.moduleId);
    pending.delete(specification.moduleId);
    if (ids !== undefined) {
      specification.testNamePattern = new RegExp(`(?:^| )(?:${[...ids].map(escapePattern).join('|')})$`);
      narrowed.add(specification);
    } else if (narrowed.delete(specification)) {
      specification.testNamePattern = undefined;
    }
    return true;
  });
}

function fixtureOf(file: string, catalog: Catalog): Fixture | undefined {
  const path = posix(file);
  return catalog.fixtures().find(({ dir }) => path.startsWith(`${posix(dir)}/`));
}

function posix(path: string): string {
  return path.split(sep).join('/');
}
