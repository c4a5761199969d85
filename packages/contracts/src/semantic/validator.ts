import type { ArtifactKind } from '../artifact.ts';
import { AgentReplayError } from '../error.ts';
import type { Contract } from '../fixture/contract.ts';
import type { Json } from '../json.ts';
import { show } from '../text.ts';

/** What a semantic validator is given: what the run left, never how it got there. */
export interface SemanticInput {
  /** The first artifact whose content could be read; null without one. */
  artifact: { uri: string; kind: ArtifactKind; text: string | null; json: Json | null } | null;
  /** For reference: a recorded judgement holds whatever else the contract says. */
  contract: Contract;
  /** What the agent returned; null when nothing. */
  output: Json;
  evidence_paths: readonly { path: string; resolved: boolean }[];
  /** The `options` of the contract's entry. */
  options: { readonly [key: string]: Json };
}

/** What a semantic validator says. */
export interface SemanticJudgement {
  /** `pass`, `fail` or a label of your own; without `min` in the contract only `pass` is good. */
  label: string;
  /** Higher is better; held against `min` of the contract's entry. */
  score?: number;
  explanation: string;
}

/**
 * Judges what schemas cannot: meaning. One that asks a model is recorded with the fixture; one that is
 * `deterministic` is asked anew in every replay.
 */
export interface SemanticValidator {
  /** How a contract's `semantic` names it. */
  id: string;
  /** Changes whenever its judgements may, e.g. with its prompt. */
  version: string;
  /** The same input always gives the same judgement, without leaving the process. @default false */
  deterministic?: boolean;
  validate: (input: SemanticInput, signal: AbortSignal) => SemanticJudgement | Promise<SemanticJudgement>;
}

/**
 * Types a semantic validator and checks its id and version.
 *
 * @throws {AgentReplayError} `OPTION_INVALID` without an id of letters, digits, `_`, `-` or `.`, or without a version.
 * @example
 * const polite = defineValidator({
 *   id: 'polite',
 *   version: '1',
 *   validate: async ({ output }) => ({ label: (await askModel(output)) ? 'pass' : 'fail', explanation: '…' }),
 * });
 */
export function defineValidator(validator: SemanticValidator): SemanticValidator {
  const { id, version } = validator;
  if (!/^[A-Za-z0-9_.-]{1,100}$/.test(id))
    refuse(id, 'its id must be letters, digits, "_", "-" or "."', "id: 'polite'");
  if (typeof version !== 'string' || version === '')
    refuse(id, 'it must have a version', "version: '1', and another with each change of what it judges by");
  return Object.freeze({ ...validator });
}

function refuse(id: string, reason: string, fix: string): never {
  throw new AgentReplayError('OPTION_INVALID', `Failed to define the validator ${show(id)}: ${reason}.`, {
    lines: [['fix', fix]],
  });
}
