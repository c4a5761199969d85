import { formatLines } from '@agent-replay/contracts/error';
import { loadConfig } from '../config/load-config.ts';
import { nearest } from '../output/nearest.ts';
import { discoverFixtures } from './discover-fixtures.ts';

/** What is said of names that lead to no fixture. */
export interface NotFound {
  /** The names as they were given. */
  summary: string;
  /** Where was looked, what is near, and what to do. */
  lines: (readonly [label: string, value: string])[];
  /** Both, for people. */
  message: string;
  /** `suite/fixture_id` of fixtures that may have been meant. */
  nearest: string[];
}

/** Looks among the fixtures of the config for those that somebody may have meant. */
export async function fixturesNotFound(names: readonly string[]): Promise<NotFound> {
  const { root, fixtures } = await loadConfig(process.cwd());
  const known = discoverFixtures(root, fixtures).map(({ suite, fixture_id }) => ({
    id: fixture_id,
    name: `${suite}/${fixture_id}`,
  }));
  const meant = [...new Set(names.flatMap((name) => near(name, known)))];
  const summary = `Failed to find fixtures: nothing matches ${names.join(', ')}.`;
  const lines: NotFound['lines'] = [
    ['looked', `for a folder, a glob or an id, among ${known.length} of the config`],
    ...(meant.length === 0 ? [] : [['nearest', meant.join(', ')] as const]),
    [
      'fix',
      known.length === 0
        ? 'name a folder that holds an input.json, or freeze a run: agent-replay freeze <run_id>'
        : 'name one that there is, as "agent-replay coverage" lists them, or freeze a run: agent-replay freeze <run_id>',
    ],
  ];
  return { summary, lines, message: formatLines(summary, lines), nearest: meant };
}

/** By its last two parts, as a path ends with suite and id; by its last part alone, as an id. */
function near(given: string, known: readonly { id: string; name: string }[]): string[] {
  const parts = given.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
  const [id = ''] = parts.slice(-1);
  const byName = nearest(
    parts.slice(-2).join('/'),
    known.map(({ name }) => name),
  );
  if (byName.length > 0) return byName;
  const ids = nearest(
    id,
    known.map((each) => each.id),
  );
  return ids.flatMap((found) => known.filter((each) => each.id === found).map(({ name }) => name));
}
