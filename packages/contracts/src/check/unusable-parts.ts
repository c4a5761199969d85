import type { Contract } from '../fixture/contract.ts';
import type { Issue } from '../issue.ts';
import { checkSchema } from './json-schema.ts';
import { untoldStates } from './state.ts';
import { unmeetableParts } from './unmeetable.ts';

/** The parts of a contract that cannot be used, or that no run meets: `contract_invalid` issues, with pointers into the contract. */
export function unusableParts(contract: Contract): Issue[] {
  const { output, artifacts, state } = contract;
  return [
    ...unmeetableParts(contract),
    ...(state === undefined ? [] : untoldStates(state)),
    ...(output === undefined ? [] : checkSchema(output, { path: '/output', what: 'the output' })),
    ...(artifacts?.schema === undefined
      ? []
      : checkSchema(artifacts.schema, { path: '/artifacts/schema', what: 'an artifact' })),
  ];
}
