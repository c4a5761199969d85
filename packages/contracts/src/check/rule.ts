import type { Evidence } from '../evidence.ts';
import type { Contract } from '../fixture/contract.ts';
import type { Issue } from '../issue.ts';

/** One rule of a contract: what the evidence lacks, as issues that point into the contract. Pure. */
export type Rule = (contract: Contract, evidence: Evidence) => Issue[];
