import { compileGlob } from '../check/glob.ts';
import { listed, type MatcherResult, outcomeOf, result, wrongArgument } from './matcher.ts';

/**
 * The result cites evidence that the run had.
 *
 * @param wanted how many different paths at least, or globs that each must find one
 */
export function toHaveEvidencePaths(
  received: unknown,
  wanted: number | readonly string[] = 1,
): MatcherResult {
  const { evidence } = outcomeOf('toHaveEvidencePaths', received);
  const found = [
    ...new Set(evidence.evidence_paths.filter(({ resolved }) => resolved).map(({ path }) => path)),
  ];
  const lost = evidence.evidence_paths.filter(({ resolved }) => !resolved).map(({ path }) => path);
  const missing = missingOf(found, wanted);
  const pass = missing === null;
  const expected =
    typeof wanted === 'number'
      ? `${wanted} evidence ${wanted === 1 ? 'path' : 'paths'}`
      : `evidence in ${listed(wanted)}`;
  return result(
    { name: 'toHaveEvidencePaths', args: [wanted], pass },
    () => [
      [
        'expected',
        pass
          ? `${typeof wanted === 'number' ? 'fewer than' : 'no'} ${expected}`
          : typeof wanted === 'number'
            ? `at least ${expected}`
            : expected,
      ],
      ['received', `${found.length}: ${listed(found)}`],
      ...(missing === null || missing === '' ? [] : [['missing', missing] as const]),
      ...(lost.length === 0 ? [] : [['unresolved', listed(lost)] as const]),
    ],
    typeof wanted === 'number' ? {} : { actual: found, expected: wanted },
  );
}

/** The globs that found nothing; null when nothing is missing. */
function missingOf(found: readonly string[], wanted: unknown): string | null {
  if (typeof wanted === 'number' && Number.isInteger(wanted) && wanted > 0)
    return found.length >= wanted ? null : '';
  if (!Array.isArray(wanted) || !wanted.every((each) => typeof each === 'string')) {
    return wrongArgument('toHaveEvidencePaths', 'a count from 1 or a list of globs', wanted);
  }
  const missing = wanted.filter((glob) => !found.some(compileGlob(glob)));
  return missing.length === 0 ? null : listed(missing);
}
