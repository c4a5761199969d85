import { z } from 'zod';
import type { Json } from '../json.ts';
import { subjectOptions, subjectText } from './subject.ts';
import { defineValidator, type SemanticValidator } from './validator.ts';

const Subject = z.object(subjectOptions);

/** A scorer of the autoevals package, or any function of that shape. */
export type Scorer = (args: {
  output: string;
  expected?: string;
  [key: string]: Json | undefined;
}) => ScorerResult | Promise<ScorerResult>;

interface ScorerResult {
  score: number | null;
  metadata?: Record<string, unknown> | undefined;
  error?: unknown;
}

/**
 * Makes a validator of an autoevals scorer. The contract's `options` become the scorer's arguments,
 * `of` and `pointer` choose what it judges; `min` in the contract is the bar, a full score without.
 *
 * @example
 * import { Factuality } from 'autoevals';
 * const factual = fromAutoevals(Factuality, { id: 'factual', version: '1' });
 */
export function fromAutoevals(
  scorer: Scorer,
  options: Pick<SemanticValidator, 'id' | 'version' | 'deterministic'>,
): SemanticValidator {
  return defineValidator({
    ...options,
    validate: async (input) => {
      const { of, pointer, ...args } = input.options;
      const subject = Subject.parse({ of, pointer });
      const { score, metadata, error } = await scorer({ ...args, output: subjectText(input, subject) });
      if (error !== undefined && error !== null) throw new Error('the scorer failed', { cause: error });
      if (score === null) throw new Error('the scorer gave no score');
      const rationale = metadata?.['rationale'];
      return {
        label: score >= 1 ? 'pass' : 'fail',
        score,
        explanation: typeof rationale === 'string' ? rationale : `score ${score}`,
      };
    },
  });
}
