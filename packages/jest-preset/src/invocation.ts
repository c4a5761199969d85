import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findConfig } from 'agent-replay/discover';

const CONFIGS = ['package.json', ...['js', 'ts', 'mjs', 'cjs', 'json'].map((end) => `jest.config.${end}`)];
/** Where workspaces keep their packages: `apps/web`, `packages/server/api`. */
const DEPTH = 3;

/** How Jest was called, which it tells neither a preset nor a filter. */
export interface Invocation {
  /** Folders in which a config of ours may hold. */
  folders: string[];
  /** True when the user's Jest config or command line names an option. */
  mentions: (option: string) => boolean;
}

/** Reads the command line, and Jest's config as text: loading it once more would run the user's code twice. */
export function readInvocation(
  cwd: string = process.cwd(),
  argv: readonly string[] = process.argv.slice(2),
): Invocation {
  const { rootDir, config } = namedFolders(cwd, argv);
  const files = config === null ? CONFIGS.map((name) => join(rootDir ?? cwd, name)) : [config];
  const text = [...argv, ...files.map(textOf)].join('\n');
  const mentions: Invocation['mentions'] = (option) => text.includes(option);
  const named = [cwd, ...(rootDir === null ? [] : [rootDir]), ...(config === null ? [] : [dirname(config)])];
  const folders = named.map((folder) => findConfig(folder).root);
  return {
    folders: [...new Set([...folders, ...(mentions('projects') ? configuredBelow(cwd, DEPTH) : [])])],
    mentions,
  };
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
  const entries = readdirSync(folder, { withFileTypes: true });
  const below = entries.filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules',
  );
  return [
    ...(entries.some(({ name }) => name.startsWith('agent-replay.config.')) ? [folder] : []),
    ...(depth === 0 ? [] : below.flatMap(({ name }) => configuredBelow(join(folder, name), depth - 1))),
  ];
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
