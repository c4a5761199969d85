import { basename } from 'node:path';
import type { Vitest } from 'vitest/node';

const COMMANDS = new Set(['run', 'watch', 'dev', 'related', 'list', 'bench', 'init']);

/** The filters that a Vitest was started with. Vitest 5 keeps them, also those of a call of its API; of Vitest 4 its command line tells. */
export async function filtersOf({ config }: Vitest): Promise<string[]> {
  const { _cliFilters: given } = config as { _cliFilters?: readonly string[] };
  return given === undefined ? commandLineFilters() : [...given];
}

/**
 * The positional filters of Vitest's command line, as Vitest itself tells them from the values of
 * options; none where Vitest was started some other way, as an editor does.
 */
export async function commandLineFilters(argv: readonly string[] = process.argv): Promise<string[]> {
  const [, script = '', ...args] = argv;
  const words = COMMANDS.has(args[0] ?? '') ? args.slice(1) : args;
  if (!basename(script).startsWith('vitest') || args[0] === 'related') return [];
  if (words.every((word) => word.startsWith('-'))) return [];
  const { parseCLI } = await import('vitest/node');
  return parseCLI(['vitest', ...args], { allowUnknownOptions: true }).filter;
}
