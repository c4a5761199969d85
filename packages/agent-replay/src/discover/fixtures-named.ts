import { existsSync } from 'node:fs';
import { loadConfig } from '../config/load-config.ts';
import { discoverFixtures } from './discover-fixtures.ts';

/**
 * What somebody names on a command line, as paths and globs: a name that is no path here may be the id of
 * fixtures of the config, or `<suite>/<id>`. One that is neither stays as it is.
 *
 * @returns patterns for `discoverFixtures`, from the working directory
 */
export async function fixturesNamed(names: readonly string[]): Promise<string[]> {
  if (names.every((name) => existsSync(name))) return [...names];
  const { root, fixtures } = await loadConfig(process.cwd());
  const known = discoverFixtures(root, fixtures);
  return names.flatMap((name) => {
    if (existsSync(name)) return [name];
    const named = known.filter(
      ({ fixture_id: id, suite }) => name === id || name.replaceAll('\\', '/') === `${suite}/${id}`,
    );
    return named.length === 0 ? [name] : named.map(({ dir }) => dir);
  });
}

/** The patterns that lead to no fixture: of somebody's list of names each has to be there. */
export function withoutFixtures(root: string, patterns: readonly string[]): string[] {
  return patterns.filter((pattern) => discoverFixtures(root, [pattern]).length === 0);
}
