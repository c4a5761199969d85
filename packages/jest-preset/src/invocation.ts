import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findConfig } from 'agent-replay/discover';

const CONFIGS = ['package.json', ...['js', 'ts', 'mjs', 'cjs', 'json'].map((end) => `jest.config.${end}`)];
/** Where workspaces keep their packages: `apps/web`, `packages/server/api`. */
const DEPTH = 3;

/**
 * The folders in which a config of ours may hold in this run, by the command line and by Jest's config as text, neither of
 * which Jest tells a preset: loading the config once more would run the user's code twice.
 */
export function foldersOfRun(
  cwd: string = process.cwd(),
  argv: readonly string[] = process.argv.slice(2),
): string[] {
  const { rootDir, config } = namedFolders(cwd, argv);
  const files = config === null ? CONFIGS.map((name) => join(rootDir ?? cwd, name)) : [config];
  const hasProjects = [...argv, ...files.map(textOf)].join('\n').includes('projects');
  const named = [cwd, ...(rootDir === null ? [] : [rootDir]), ...(config === null ? [] : [dirname(config)])];
  const folders = named.map((folder) => findConfig(folder).root);
  return [...new Set([...folders, ...(hasProjects ? configuredBelow(cwd, DEPTH) : [])])];
}

/** True when the user picks some of the projects: those without a fixture then need none. */
export function picksProjects(argv: readonly string[] = process.argv.slice(2)): boolean {
  return argv.some((word) => /^--(?:select-?projects|ignore-?projects)(?:=|$)/i.test(word));
}

function namedFolders(
  cwd: string,
  argv: readonly string[],
): { rootDir: string | null; config: string | null } {
  const { values } = parseArgs({
    args: [...argv],
    options: { rootDir: { type: 'string' }, config: { type: 'string', short: 'c' } },
    strict: false,
  });
  // `--config` takes JSON too.
  const path = (value: unknown): string | null =>
    typeof value === 'string' && !value.startsWith('{') ? resolve(cwd, value) : null;
  return { rootDir: path(values.rootDir), config: path(values.config) };
}

function configuredBelow(folder: string, depth: number): string[] {
  const entries = entriesOf(folder);
  const below = entries.filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules',
  );
  return [
    ...(entries.some(({ name }) => name.startsWith('agent-replay.config.')) ? [folder] : []),
    ...(depth === 0 ? [] : below.flatMap(({ name }) => configuredBelow(join(folder, name), depth - 1))),
  ];
}

/** A folder that only somebody else may list, as that of a database is, has none of the user's. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
