import type { Edit } from '../edit.ts';
import type { Rule } from './rule.ts';

export interface UserRule {
  kind: string;
  pattern: string;
  flags?: string | undefined;
}

/** A project's own shapes: the first group of each match is the secret, or the whole match. */
export function userRules(rules: readonly UserRule[]): Rule {
  const patterns = rules.map((rule) => ({ kind: rule.kind, pattern: patternOf(rule) }));
  return {
    name: 'user-rules',
    readsData: true,
    mayFind: () => true,
    find: (text) =>
      patterns.flatMap(({ kind, pattern }) =>
        [...text.matchAll(pattern)].flatMap((found) => toEdit(found, kind)),
      ),
  };
}

/** @throws {SyntaxError} when it is no regular expression */
export function patternOf({ pattern, flags = '' }: Omit<UserRule, 'kind'>): RegExp {
  return new RegExp(pattern, `${flags.replaceAll(/[dgy]/g, '')}dg`);
}

function toEdit(found: RegExpExecArray, kind: string): Edit[] {
  const [start, end] = found.indices?.[1] ?? found.indices?.[0] ?? [0, 0];
  return end > start ? [{ start, end, kind }] : [];
}
