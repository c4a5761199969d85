import type { Contract } from '../fixture/contract.ts';

export interface CodingContractOptions {
  /** Globs over the files that are meant to change; at least one must, and no other may. */
  paths: readonly string[];
  /** The command that verifies the change, e.g. `["npm", "test"]`; it must exit with 0. */
  verify: readonly string[];
  /** Globs over what must not change, whoever sees it. @default [".git/**"] */
  forbid?: readonly string[];
  /** Bounds of the diff. @default none */
  maxFiles?: number;
  maxLines?: number;
}

/**
 * The contract of an agent that changes code: the intended files changed, no other did, forbidden paths
 * are untouched, the verification command ran and passed. Not having run it is inconclusive, not a pass.
 */
export function codingContract({
  paths,
  verify,
  forbid = ['.git/**'],
  maxFiles,
  maxLines,
}: CodingContractOptions): Contract {
  return {
    forbid: { mutations: [...forbid] },
    diff: {
      paths: [...paths],
      ...(maxFiles === undefined ? {} : { max_files: maxFiles }),
      ...(maxLines === undefined ? {} : { max_lines: maxLines }),
    },
    verify: { command: [...verify] },
  };
}
