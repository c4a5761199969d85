import { z } from 'zod';
import type { Json } from '../json.ts';
import { fromPointer } from '../pointer.ts';
import type { SemanticInput, SemanticJudgement } from './validator.ts';

/** Options that every built-in validator knows: what to judge. */
export const subjectOptions = {
  /** The artifact's content or the agent's output. @default the artifact, without one the output */
  of: z.enum(['artifact', 'output']).optional(),
  /** JSON Pointer into it. */
  pointer: z.string().optional(),
};

type Subject = { of?: 'artifact' | 'output' | undefined; pointer?: string | undefined };

/** The value to judge. @throws {Error} when there is none, which makes the judgement inconclusive. */
export function subjectOf({ artifact, output }: SemanticInput, { of, pointer = '' }: Subject): Json {
  const source = of ?? (artifact === null ? 'output' : 'artifact');
  const root = source === 'output' ? output : (artifact?.json ?? artifact?.text ?? null);
  let at: Json | undefined = root;
  for (const key of fromPointer(pointer)) {
    at =
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? (at as Record<string, Json>)[key]
        : undefined;
  }
  if (at === undefined || at === null) throw new Error(`there is nothing at ${source}${pointer} to judge`);
  return at;
}

/** The value to judge as text: JSON when it is not one. */
export function subjectText(input: SemanticInput, options: Subject): string {
  const isWholeArtifact = options.of !== 'output' && (options.pointer ?? '') === '' && input.artifact?.text;
  if (typeof isWholeArtifact === 'string' && isWholeArtifact !== '') return isWholeArtifact;
  const subject = subjectOf(input, options);
  return typeof subject === 'string' ? subject : JSON.stringify(subject);
}

/** A text in lower case, composed, with single spaces: what is compared when wording does not count. */
export function plainText(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

/** A judgement from a score between 0 and 1; `pass` is a full score, `min` in the contract may ask for less. */
export function scored(score: number, explanation: string): SemanticJudgement {
  return { label: score >= 1 ? 'pass' : 'fail', score, explanation };
}
