import { z } from 'zod';
import { subjectOf, subjectOptions, subjectText } from './subject.ts';
import { defineValidator, type SemanticValidator } from './validator.ts';

const Subject = z.object(subjectOptions);

/** A scorer of the autoevals package, or any function of that shape, whatever else it asks for. */
export type Scorer = (args: never) => ScorerResult | Promise<ScorerResult>;

interface ScorerResult {
  score: number | null;
  metadata?: Record<string, unknown> | undefined;
  error?: unknown;
}

/** How a scorer becomes a validator. */
export interface AutoevalsOptions extends Pick<SemanticValidator, 'id' | 'version' | 'deterministic'> {
  /** What the scorer compares: text, or the value itself, as those of lists and numbers do. @default "text" */
  compares?: 'text' | 'value';
}

/**
 * Makes a validator of an autoevals scorer. The contract's `options` become the scorer's arguments,
 * `of` and `pointer` choose what it judges; `min` in the contract is the bar, a full score without.
 *
 * @example
 * import { Factuality, NumericDiff } from 'autoevals';
 * const factual = fromAutoevals(Factuality, { id: 'factual', version: '1' });
 * const near = fromAutoevals(NumericDiff, { id: 'near', version: '1', deterministic: true, compares: 'value' });
 */
export function fromAutoevals(
  scorer: Scorer,
  { compares = 'text', ...options }: AutoevalsOptions,
): SemanticValidator {
  const score = scorer as (args: object) => ScorerResult | Promise<ScorerResult>;
  return defineValidator({
    ...options,
    validate: async (input) => {
      const { of, pointer, ...args } = input.options;
      const subject = Subject.parse({ of, pointer });
      const output = compares === 'text' ? subjectText(input, subject) : subjectOf(input, subject);
      const result = await score({ ...args, output });
      const { metadata, error } = result;
      if (error !== undefined && error !== null) throw new Error('the scorer failed', { cause: error });
      if (typeof result.score !== 'number') throw new Error('the scorer gave no score');
      const rationale = metadata?.['rationale'];
      return {
        label: result.score >= 1 ? 'pass' : 'fail',
        score: result.score,
        explanation: typeof rationale === 'string' ? rationale : `score ${result.score}`,
      };
    },
  });
}
