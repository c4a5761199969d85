import { mutationsOf } from '../check/forbid.ts';
import { compileGlob } from '../check/glob.ts';
import { listed, type MatcherResult, outcomeOf, result, wrongArgument } from './matcher.ts';

/**
 * Nothing changed but what the globs allow; an empty list allows nothing.
 *
 * @param allowed globs over paths and URIs
 */
export function toHaveMutatedOnly(received: unknown, allowed: readonly string[]): MatcherResult {
  const { evidence } = outcomeOf('toHaveMutatedOnly', received);
  if (!Array.isArray(allowed) || !allowed.every((each) => typeof each === 'string')) {
    return wrongArgument('toHaveMutatedOnly', 'a list of globs', allowed);
  }
  const globs = allowed.map((glob) => compileGlob(glob));
  const changed = mutationsOf(evidence).flat();
  const outside = changed.filter((uri) => !globs.some((matches) => matches(uri)));
  const pass = outside.length === 0;
  const where = allowed.length === 0 ? 'anything' : listed(allowed);
  return result({ name: 'toHaveMutatedOnly', args: [allowed], pass }, () => [
    [
      'expected',
      pass ? `a change outside ${where}` : allowed.length === 0 ? 'no changes' : `changes in ${where} only`,
    ],
    ['received', listed(changed)],
    ...(pass ? [] : [['outside', listed(outside)] as const]),
  ]);
}
