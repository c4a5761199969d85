import { expect, test } from 'vitest';
import { z } from 'zod';
import { check } from './check/check.ts';
import { evidenceOf } from './evidence.suite.ts';
import { defineContract } from './define-contract.ts';

test('gives the contract back as it is', () => {
  const contract = { artifacts: { min: 1 } };
  expect(defineContract(contract)).toEqual(contract);
});

test('refuses a contract with a slip, where it is written', () => {
  const slip = { artefacts: { min: 1 }, diff: { max_lines: -1 } };
  expect(() => defineContract(slip as never)).toThrowErrorMatchingInlineSnapshot(`
    [AgentReplayError: Failed to define a contract: it has 2 errors.
      at  /diff/max_lines: expected at least 0, received -1
      at  /artefacts: expected no key "artefacts", received {"min":1}]
  `);
});

test('D13.3: takes a schema of zod for the JSON Schema that it stands for', () => {
  const total = z.object({ total: z.number().min(0) });
  const contract = defineContract({ artifacts: { min: 0, schema: total }, output: total });
  expect(contract).toMatchObject({
    artifacts: { min: 0, schema: { type: 'object' } },
    output: { required: ['total'] },
  });
  expect(JSON.parse(JSON.stringify(contract))).toEqual(contract);
  const result = check(contract, evidenceOf({ artifacts: [], output: { total: -1 } }));
  expect(result.failure_reason).toBe('schema_mismatch: the output at /total must be >= 0');
});

test('refuses a schema that JSON Schema cannot say', () => {
  expect(() => defineContract({ output: z.object({ at: z.date() }) })).toThrowErrorMatchingInlineSnapshot(`
    [AgentReplayError: Failed to define a contract: /output is no JSON Schema.
      because  Date cannot be represented in JSON Schema
      fix      write that part as JSON Schema, or check it in a test: expect(outcome).toSatisfyContract(schema)]
  `);
  const { validate, vendor, version } = z.string()['~standard'];
  expect(() => defineContract({ output: { '~standard': { validate, vendor, version } } }))
    .toThrowErrorMatchingInlineSnapshot(`
    [AgentReplayError: Failed to define a contract: /output is no JSON Schema.
      because  this schema of zod cannot give JSON Schema
      fix      write that part as JSON Schema, or check it in a test: expect(outcome).toSatisfyContract(schema)]
  `);
});
