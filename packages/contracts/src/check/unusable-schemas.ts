import type { Contract } from '../fixture/contract.ts';
import type { Issue } from '../issue.ts';
import { checkSchema } from './json-schema.ts';

/** The JSON Schemas of a contract that cannot be used: `contract_invalid` issues, with pointers into the contract. */
export function unusableSchemas({ output, artifacts }: Pick<Contract, 'output' | 'artifacts'>): Issue[] {
  return [
    ...(output === undefined ? [] : checkSchema(output, { path: '/output', what: 'the output' })),
    ...(artifacts?.schema === undefined
      ? []
      : checkSchema(artifacts.schema, { path: '/artifacts/schema', what: 'an artifact' })),
  ];
}
