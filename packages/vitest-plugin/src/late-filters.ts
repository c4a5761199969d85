import type { Fixture } from 'agent-replay/discover';
import type { Reporter, TestProject, Vitest } from 'vitest/node';
import type { Catalog } from './catalog.ts';
import { escapePattern } from './escape-pattern.ts';

/**
 * Lets filters name fixtures that come once the modules are written, as somebody types them who watches, or hands them to
 * the API of Vitest 4: Vitest compares them with the paths of modules, in which suites stand or share.
 */
export function followLateFilters(
  { vitest, project }: { vitest: Vitest; project: TestProject },
  catalog: Catalog,
): Reporter {
  const glob = project.globTestFiles.bind(project);
  project.globTestFiles = async (filters = []) => {
    const found = await glob(filters);
    const known = new Set(found.testFiles);
    const more = [...namedBy(filters, catalog).keys()].filter((module) => !known.has(module));
    return { ...found, testFiles: [...found.testFiles, ...more] };
  };
  return {
    async onTestRunStart(specifications) {
      const { filenamePattern: filters = [] } = vitest as unknown as { filenamePattern?: string[] };
      if (filters.length === 0) return;
      const named = namedBy(filters, catalog);
      const { testFiles } = await glob(filters);
      for (const specification of specifications) {
        const fixtures = named.get(specification.moduleId);
        if (specification.project.name !== project.name || fixtures === undefined) continue;
        if (!testFiles.includes(specification.moduleId))
          specification.testNamePattern ??= patternOf(fixtures);
      }
    },
  };
}

/** The fixtures that filters name, by their modules. */
function namedBy(filters: readonly string[], catalog: Catalog): Map<string, Fixture[]> {
  return Map.groupBy(catalog.named(filters), (fixture) => catalog.moduleOf(fixture) as string);
}

/** Vitest 4 parts the names of a suite and its test by a space, and Vitest 5 by ` > `. */
function patternOf(fixtures: readonly Fixture[]): RegExp {
  const names = fixtures.map(
    ({ suite, fixture_id: id }) => `${escapePattern(suite)}(?: >)? ${escapePattern(id)}`,
  );
  return new RegExp(`(?:^| )(?:${names.join('|')})$`);
}
