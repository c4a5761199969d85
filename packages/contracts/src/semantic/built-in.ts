import { citationResolves } from './citation-resolves.ts';
import { containsAll } from './contains-all.ts';
import { editDistance } from './edit-distance.ts';
import { jsonDiff } from './json-diff.ts';
import { listCoverage } from './list-coverage.ts';
import { numericTolerance } from './numeric-tolerance.ts';
import { patternCount } from './pattern-count.ts';

/** The validators that every contract can name; deterministic, without a model. */
export const BUILT_IN_VALIDATORS = [
  citationResolves,
  containsAll,
  editDistance,
  jsonDiff,
  listCoverage,
  numericTolerance,
  patternCount,
] as const;
