import { checkJsonSchema } from './json-schema.ts';
import type { Rule } from './rule.ts';

/** What the agent returned must exist and match the contract's JSON Schema. */
export const checkOutput: Rule = ({ output: schema }, { output }) => {
  if (schema === undefined) return [];
  if (output !== undefined) return checkJsonSchema(schema, output, { path: '/output', what: 'the output' });
  return [
    {
      code: 'empty_output',
      path: '/output',
      expected: 'an output',
      received: 'nothing',
      message: 'the agent returned nothing',
    },
  ];
};
