import type { FileChange } from '../evidence.ts';
import type { Contract } from '../fixture/contract.ts';
import type { Issue } from '../issue.ts';
import { invalidPattern } from './forbid.ts';
import { compileGlob } from './glob.ts';
import type { Rule } from './rule.ts';

type DiffRule = NonNullable<Contract['diff']>;

/** Something must have changed (except with `max_files: 0`), only where intended, and no more than allowed. */
export const checkDiff: Rule = ({ diff: rule }, { diff }) => {
  if (rule === undefined) return [];
  if (diff === null) {
    return [
      {
        code: 'diff_not_taken',
        path: '/diff',
        expected: 'a diff',
        received: 'none',
        message: 'no diff was taken',
      },
    ];
  }
  return [...checkPaths(rule, diff), ...checkBounds(rule, diff)];
};

function checkPaths({ paths, max_files: maxFiles }: DiffRule, diff: readonly FileChange[]): Issue[] {
  const globs: ((path: string) => boolean)[] = [];
  for (const [index, pattern] of (paths ?? ['**']).entries()) {
    try {
      globs.push(compileGlob(pattern));
    } catch (error) {
      return [invalidPattern(`/diff/paths/${index}`, pattern, error)];
    }
  }
  const intended = paths?.join(', ') ?? 'any file';
  const outside = diff.filter(({ path }) => !globs.some((matches) => matches(path)));
  const issues = outside.map(({ path }) => ({
    code: 'diff_path',
    path: '/diff/paths',
    expected: `changes in ${intended} only`,
    received: path,
    message: `"${path}" changed, outside ${intended}`,
  }));
  if (outside.length < diff.length || maxFiles === 0) return issues;
  const message = paths === undefined ? 'no file changed' : `no file in ${intended} changed`;
  return [
    {
      code: 'diff_empty',
      path: paths === undefined ? '/diff' : '/diff/paths',
      expected: `a change in ${intended}`,
      received: 'none',
      message,
    },
    ...issues,
  ];
}

function checkBounds(rule: DiffRule, diff: readonly FileChange[]): Issue[] {
  const total = (measure: (change: FileChange) => number): number =>
    diff.reduce((sum, change) => sum + measure(change), 0);
  return [
    ...bound('max_files', rule.max_files, diff.length, 'files'),
    ...bound(
      'max_lines',
      rule.max_lines,
      total(({ added, removed }) => added + removed),
      'lines',
    ),
    ...bound(
      'max_bytes',
      rule.max_bytes,
      total(({ bytes }) => bytes),
      'bytes',
    ),
  ];
}

function bound(key: string, max: number | undefined, found: number, unit: string): Issue[] {
  if (max === undefined || found <= max) return [];
  return [
    {
      code: 'diff_bounds',
      path: `/diff/${key}`,
      expected: `at most ${max} ${unit}`,
      received: `${found} ${unit}`,
      message: `the diff has ${found} ${unit}, at most ${max} are allowed`,
    },
  ];
}
