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

/**
 * The row of a replay for which the runner found other files than the digest of the agent's code is of, `by` in place of
 * `file`. It adds nothing to a row of mocks.
 */
export function replacedRow(
  row: ReplayRow,
  replaced: readonly { by: string; file: string }[] = [],
  { root }: Pick<Config, 'root'>,
): ReplayRow {
  if (replaced.length === 0 || row.drift?.startsWith('code_mocked: ') === true) return row;
  const pairs = replaced.map(({ by, file }) => `${nameOf(by, root)} in place of ${nameOf(file, root)}`);
  return { ...row, drift: `code_mocked: ${firstOf(pairs)}` };
}

function namesOf(modules: readonly string[] | null, root: string): string {
  if (modules === null) return 'mocks that the runner does not tell of';
  return `a mock in place of ${firstOf(modules.map((each) => nameOf(each, root)))}`;
}

function firstOf(all: readonly string[]): string {
  const names = [...new Set(all)].toSorted();
  const more = names.length > MOST_NAMED ? [`${names.length - MOST_NAMED} more`] : [];
  return [...names.slice(0, MOST_NAMED), ...more].join(', ');
}

function nameOf(path: string, root: string): string {
  const from = relative(root, path);
  return isAbsolute(path) && !from.startsWith('..') && !isAbsolute(from) ? from.split(sep).join('/') : path;
}
