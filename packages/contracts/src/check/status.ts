import type { Contract } from '../fixture/contract.ts';
import type { Issue } from '../issue.ts';
import type { Verdict } from '../verdict.ts';

const GREEN: ReadonlySet<Verdict> = new Set(['passed', 'degraded', 'skipped']);

/**
 * A verdict that would be taken for good, but that the contract's own `status` leaves out. One that is
 * red anyway keeps its reason; whether a contract allows it (`status: ["blocked"]`) is `isAllowed`.
 */
export function checkStatus(contract: Contract, verdict: Verdict): Issue[] {
  const allowed = contract.status;
  if (allowed === undefined || !GREEN.has(verdict) || allowed.includes(verdict)) return [];
  const expected = allowed.join(' or ');
  return [
    {
      code: 'status_not_allowed',
      path: '/status',
      expected,
      received: verdict,
      message: `the verdict is ${verdict}, the contract allows ${expected}`,
    },
  ];
}
