import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { discoverFixtures, loadConfig } from 'agent-replay';
import { agentFiles } from 'agent-replay/runner';

const FIXTURE_FILES = new Set(['input.json', 'expected.json', 'tool_cassettes.json', 'notes.json']);

/** True for the path of one of a fixture's four files, by its name. */
export function isFixtureFile(path: string): boolean {
  return FIXTURE_FILES.has(basename(path));
}

/**
 * Of the paths that Jest has found: one for each fixture, `expected.json` where there is a choice,
 * and none for JSON files that only happen to have such a name. The agents' modules are among the
 * paths so that Jest knows what they import; they stay when an edit of theirs chose them, and go
 * when their fixtures are all there anyway.
 */
export async function chooseTests(paths: readonly string[]): Promise<string[]> {
  const config = await loadConfig();
  const known = new Set(discoverFixtures(config.root, config.fixtures).map(({ dir }) => dir));
  const chosen = new Map<string, string>();
  for (const path of paths) {
    const dir = isFixtureFile(path) ? dirname(path) : path;
    // A project of its own below this folder may have fixtures that this folder's config does not know.
    if (dir !== path && !known.has(dir) && !existsSync(join(dir, 'notes.json'))) continue;
    if (!chosen.has(dir) || path.endsWith('expected.json')) chosen.set(dir, path);
  }
  const agents = agentFiles(config).filter((file) => chosen.has(file));
  if ([...known].every((dir) => chosen.has(dir))) {
    for (const file of agents) chosen.delete(file);
  }
  return [...chosen.values()];
}
