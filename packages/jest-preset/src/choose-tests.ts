import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { agentFiles, discoverFixtures, nothingFound } from 'agent-replay/discover';
import { isFixtureFile } from './fixture-file.ts';
import { readInvocation } from './invocation.ts';
import { watchForRunner } from './missing-runner.ts';
import { projectConfig } from './project-config.ts';

/**
 * Of the paths that Jest has found: one for each fixture, `expected.json` where there is a choice,
 * and none for JSON files that only happen to have such a name. The agents' modules are among the
 * paths so that Jest knows what they import; they stay when an edit of theirs chose them, and go
 * when their fixtures are all there anyway.
 */
export async function chooseTests(paths: readonly string[]): Promise<string[]> {
  const projects = await Promise.all(readInvocation().folders.map(readProject));
  const known = new Set(projects.flatMap(({ dirs }) => dirs));
  // Without any test Jest runs no runner, and says of its own what it looked for.
  if (paths.length === 0 && known.size === 0)
    for (const { nothing } of projects) process.stderr.write(`${nothing}\n\n`);
  if (paths.length > 0 && known.size > 0) watchForRunner();
  const chosen = new Map<string, string>();
  for (const path of paths) {
    const dir = isFixtureFile(path) ? dirname(path) : path;
    // A project elsewhere may have fixtures that none of these configs knows.
    if (dir !== path && !known.has(dir) && !existsSync(join(dir, 'notes.json'))) continue;
    if (!chosen.has(dir) || path.endsWith('expected.json')) chosen.set(dir, path);
  }
  for (const { agents, dirs } of projects) {
    if (dirs.every((dir) => chosen.has(dir))) for (const file of agents) chosen.delete(file);
  }
  return [...chosen.values()];
}

async function readProject(folder: string): Promise<{ dirs: string[]; agents: string[]; nothing: string }> {
  const config = await projectConfig(folder);
  return {
    dirs: discoverFixtures(config.root, config.fixtures).map(({ dir }) => dir),
    agents: agentFiles(config),
    nothing: nothingFound(config),
  };
}
