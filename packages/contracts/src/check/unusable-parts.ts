import type { Contract } from '../fixture/contract.ts';
import type { Issue } from '../issue.ts';
import { checkSchema } from './json-schema.ts';
import { untoldStates } from './state.ts';

/** The JSON Schemas and states of a contract that cannot be used: `contract_invalid` issues, with pointers into the contract. */
export function unusableParts({
  output,
  artifacts,
  state,
}: Pick<Contract, 'output' | 'artifacts' | 'state'>): Issue[] {
  return [
    ...(state === undefined ? [] : untoldStates(state)),
    ...(output === undefined ? [] : checkSchema(output, { path: '/output', what: 'the output' })),
    ...(artifacts?.schema === undefined
      ? []
      : checkSchema(artifacts.schema, { path: '/artifacts/schema', what: 'an artifact' })),
  ];
}
