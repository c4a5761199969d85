import { isAbsolute, relative, sep } from 'node:path';
import type { Config } from '../config/config.ts';
import type { ReplayRow } from './replay-row.ts';

const MOST_NAMED = 3;

/**
 * The row of a replay beside which mocks of the runner stood in the place of modules, by path or name; null where the
 * runner does not say which. What passed then is not the agent's code, which its digest is of.
 */
export function mockedRow(
  row: ReplayRow,
  modules: readonly string[] | null,
  { root }: Pick<Config, 'root'>,
): ReplayRow {
  if (modules?.length === 0) return row;
  return { ...row, drift: `code_mocked: ${namesOf(modules, root)}` };
}

function namesOf(modules: readonly string[] | null, root: string): string {
  if (modules === null) return 'mocks that the runner does not tell of';
  const names = [...new Set(modules.map((each) => nameOf(each, root)))].toSorted();
  const more = names.length > MOST_NAMED ? [`${names.length - MOST_NAMED} more`] : [];
  return `a mock in place of ${[...names.slice(0, MOST_NAMED), ...more].join(', ')}`;
}

function nameOf(path: string, root: string): string {
  const from = relative(root, path);
  return isAbsolute(path) && !from.startsWith('..') && !isAbsolute(from) ? from.split(sep).join('/') : path;
}
