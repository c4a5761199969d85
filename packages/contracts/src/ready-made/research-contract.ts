import type { Contract, JsonSchema } from '../fixture/contract.ts';

export interface ResearchContractOptions {
  /** How many different sources the result must cite. @default 3 */
  evidencePaths?: number;
  /** Failure classes to choose from; any text without them. */
  failureClasses?: readonly string[];
  /** Globs over what the agent must not change. @default [] */
  forbid?: readonly string[];
  /** Where the finding stands: in what the agent returns, or in its report. @default "output" */
  finding?: 'output' | 'report';
}

/**
 * The contract of an agent that looks into a failure and reports: one report, at least three evidence
 * paths that lead somewhere, exactly one `failure_class`, one `decision` to keep or revert, nothing
 * changed that must not be. Its words are its own.
 */
export function researchContract({
  evidencePaths = 3,
  failureClasses,
  forbid = [],
  finding = 'output',
}: ResearchContractOptions = {}): Contract {
  const schema: JsonSchema = {
    type: 'object',
    required: ['failure_class', 'decision'],
    properties: {
      failure_class:
        failureClasses === undefined ? { type: 'string', minLength: 1 } : { enum: [...failureClasses] },
      decision: { enum: ['keep', 'revert'] },
    },
  };
  return {
    artifacts: {
      min: 1,
      kinds: ['report', 'file'],
      readable: true,
      ...(finding === 'report' ? { schema } : {}),
    },
    requires_evidence_path: true,
    evidence: { min: evidencePaths },
    ...(finding === 'output' ? { output: schema } : {}),
    ...(forbid.length === 0 ? {} : { forbid: { mutations: [...forbid] } }),
  };
}
