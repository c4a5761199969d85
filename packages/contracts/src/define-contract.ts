import { unusableParts } from './check/unusable-parts.ts';
import { AgentReplayError } from './error.ts';
import { Contract, type JsonSchema } from './fixture/contract.ts';
import { formatIssue } from './issue.ts';
import { checkJson } from './json-file/check-json.ts';
import { thrownMessage } from './thrown-text.ts';
import { isStandardSchema, type StandardSchema } from './standard-schema.ts';

type Artifacts = NonNullable<Contract['artifacts']>;

/** A contract as it is written in code: a schema may be zod's, arktype's or any that can give JSON Schema. */
export type ContractDefinition = Omit<Contract, 'artifacts' | 'output'> & {
  artifacts?: Omit<Artifacts, 'schema'> & { schema?: JsonSchema | StandardSchema };
  output?: JsonSchema | StandardSchema;
};

/**
 * Types a contract and checks it where it is written, so that a slip of the pen is not found by a run; nor is what no run
 * can meet, such as bounds that cross.
 * Schemas of zod and others become JSON Schema, which is what a fixture keeps.
 *
 * @throws {AgentReplayError} `OPTION_INVALID`, each issue with pointer, expected and received.
 * @example
 * const contract = defineContract({ artifacts: { min: 1, kinds: ['report'] }, output: z.object({ total: z.number() }) });
 */
export function defineContract(definition: ContractDefinition): Contract {
  const { output, artifacts } = definition;
  const contract = {
    ...definition,
    ...(output === undefined ? {} : { output: toJsonSchema(output, '/output') }),
    ...(artifacts?.schema === undefined
      ? {}
      : { artifacts: { ...artifacts, schema: toJsonSchema(artifacts.schema, '/artifacts/schema') } }),
  } as Contract;
  const wrong = checkJson(contract, Contract);
  const issues = wrong.length > 0 ? wrong : unusableParts(contract);
  if (issues.length === 0) return contract;
  const reason = issues.length === 1 ? 'it has an error' : `it has ${issues.length} errors`;
  throw new AgentReplayError('OPTION_INVALID', `Failed to define a contract: ${reason}.`, {
    lines: issues.slice(0, 8).map((issue) => ['at', formatIssue(issue)] as const),
    issues,
  });
}

/** By the Standard JSON Schema interface (standardschema.dev), which zod has since 4.2. */
function toJsonSchema(schema: JsonSchema | StandardSchema, path: string): JsonSchema {
  if (!isStandardSchema(schema)) return schema;
  const { vendor, jsonSchema } = schema['~standard'];
  if (jsonSchema === undefined) throw unusable(path, `this schema of ${vendor} cannot give JSON Schema`);
  try {
    const { $schema: _, ...json } = jsonSchema.input({ target: 'draft-2020-12' });
    return json as JsonSchema;
  } catch (error) {
    throw unusable(path, thrownMessage(error), error);
  }
}

function unusable(path: string, reason: string, cause?: unknown): AgentReplayError {
  return new AgentReplayError('OPTION_INVALID', `Failed to define a contract: ${path} is no JSON Schema.`, {
    lines: [
      ['because', reason],
      [
        'fix',
        'write that part as JSON Schema, or check it in a test: expect(outcome).toSatisfyContract(schema)',
      ],
    ],
    cause,
  });
}
