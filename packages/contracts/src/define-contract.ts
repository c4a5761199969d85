import { AgentReplayError } from './error.ts';
import { Contract } from './fixture/contract.ts';
import { formatIssue } from './issue.ts';
import { checkJson } from './json-file/check-json.ts';

/**
 * Types a contract and checks it where it is written, so that a slip of the pen is not found by a run.
 *
 * @throws {AgentReplayError} `OPTION_INVALID`, each issue with pointer, expected and received.
 * @example
 * const contract = defineContract({ artifacts: { min: 1, kinds: ['report'] }, evidence: { min: 3 } });
 */
export function defineContract<const T extends Contract>(contract: T): T {
  const issues = checkJson(contract, Contract);
  if (issues.length === 0) return contract;
  throw new AgentReplayError(
    'OPTION_INVALID',
    `Failed to define a contract: it has ${issues.length === 1 ? 'an error' : `${issues.length} errors`}.`,
    {
      lines: issues.slice(0, 8).map((issue) => ['at', formatIssue(issue)] as const),
      issues,
    },
  );
}
