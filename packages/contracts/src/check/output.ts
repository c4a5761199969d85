import { isTruncated } from '../normalize/is-truncated.ts';
import { checkJsonSchema, checkKeptPart } from './json-schema.ts';
import { cut } from './cut.ts';
import type { Rule } from './rule.ts';

/**
 * What the agent returned must exist and match the contract's JSON Schema. Of one that was cut that is known only where
 * what was kept breaks it.
 */
export const checkOutput: Rule = ({ output: schema }, { output }) => {
  if (schema === undefined) return [];
  const place = { path: '/output', what: 'the output' };
  if (output !== undefined && asksForMore(schema) && isTruncated(output)) {
    const broken = checkKeptPart(schema, output, place);
    return broken.length > 0 ? broken : [cut(place.path, place.what)];
  }
  if (output !== undefined) return checkJsonSchema(schema, output, place);
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

/** True for a schema that does not take each value there is. */
function asksForMore(schema: unknown): boolean {
  return typeof schema !== 'object' ? schema !== true : Object.keys(schema ?? {}).length > 0;
}
