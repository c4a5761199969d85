import { parseArgs } from 'node:util';
import { discoverFixtures } from 'agent-replay/discover';
import { foldersOfRun } from './invocation.ts';
import { projectConfig } from './project-config.ts';

const MESSAGE = [
  'Failed to replay fixtures: the Jest config has the preset, and no project that ran has its runner.',
  '  fix  with "projects", add "preset": "@agent-replay/jest-preset" to each that has fixtures: Jest takes it from no other place',
].join('\n');

/** What picks tests, or asks for no run. A run in which other projects are picked needs no fixtures. */
const PICKS = [
  'changedFilesWithAncestor',
  'changedSince',
  'f',
  'findRelatedTests',
  'ignoreProjects',
  'lastCommit',
  'listTests',
  'o',
  'onlyChanged',
  'onlyFailures',
  'runTestsByPath',
  'selectProjects',
  'shard',
  'testPathPattern',
  'testPathPatterns',
  'watch',
  'watchAll',
];

interface Seen {
  /** A project has the preset's runner, which says itself what it is not given. */
  hasRunner: boolean;
  /** A project has the preset. */
  hasProject: boolean;
  /** There are fixtures, for all that is known of a run of other projects; looked for once. */
  hasFixtures: boolean;
  isLooked: boolean;
  failure: string | null;
  isWatched: boolean;
}

/** Of the process: a loader such as tsx gives who requires this module another one than who imports it. */
function seen(): Seen {
  const place = globalThis as { [KEY]?: Seen };
  return (place[KEY] ??= {
    hasRunner: false,
    hasProject: false,
    hasFixtures: false,
    isLooked: false,
    failure: null,
    isWatched: false,
  });
}

const KEY = Symbol.for('agent-replay.jest-runner');

/** Says that a project of this Jest has the preset's runner. */
export function noteRunner(): void {
  seen().hasRunner = true;
}

/** Says that a project of this Jest has the preset. */
export function noteProject(): void {
  seen().hasProject = true;
}

/** Makes a run of everything fail in which there are fixtures, and no project that has the preset. */
export async function watchForProject(argv: readonly string[] = process.argv.slice(2)): Promise<void> {
  const known = seen();
  if (known.isLooked || isPicked(argv)) return;
  known.isLooked = true;
  for (const folder of foldersOfRun()) {
    const { root, fixtures } = await projectConfig(folder);
    if (discoverFixtures(root, fixtures).length > 0) known.hasFixtures = true;
  }
  watch();
}

/** Makes a run fail, with the first text that it was called with, in which the runner was never asked for. */
export function failWithoutRunner(message: string): void {
  seen().failure ??= message;
  watch();
}

function watch(): void {
  const known = seen();
  if (known.isWatched) return;
  known.isWatched = true;
  process.once('exit', () => {
    const missing = known.hasFixtures && !known.hasProject ? MESSAGE : null;
    const message = known.hasRunner ? null : (known.failure ?? missing);
    if (message === null) return;
    process.stderr.write(`\n${message}\n`);
    process.exitCode = 1;
  });
}

/** The value of an option that is not known here counts as a pattern: then nothing is said. */
function isPicked(argv: readonly string[]): boolean {
  const options = { config: { type: 'string', short: 'c' }, rootDir: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({
    args: [...argv],
    options,
    strict: false,
    allowPositionals: true,
  });
  return positionals.length > 0 || PICKS.some((name) => name in values);
}
