import { parseArgs } from 'node:util';

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
  hasRunner: boolean;
  isWatched: boolean;
}

/** Of the process: a loader such as tsx gives who requires this module another one than who imports it. */
function seen(): Seen {
  const place = globalThis as { [KEY]?: Seen };
  return (place[KEY] ??= { hasRunner: false, isWatched: false });
}

const KEY = Symbol.for('agent-replay.jest-runner');

/** Says that a project of this Jest has the preset's runner. */
export function noteRunner(): void {
  seen().hasRunner = true;
}

/** Makes a run of everything fail in which there are fixtures, and no project with the runner for them. */
export function watchForRunner(argv: readonly string[] = process.argv.slice(2)): void {
  if (!isPicked(argv)) failWithoutRunner(MESSAGE);
}

/** Makes a run fail, with the first text that it was called with, in which the runner was never asked for. */
export function failWithoutRunner(message: string): void {
  const known = seen();
  if (known.isWatched) return;
  known.isWatched = true;
  process.once('exit', () => {
    if (known.hasRunner) return;
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
