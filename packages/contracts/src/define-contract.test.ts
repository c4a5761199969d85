import { expect, test } from 'vitest';
import { defineContract } from './define-contract.ts';

test('gives the contract back as it is', () => {
  const contract = { artifacts: { min: 1 } };
  expect(defineContract(contract)).toBe(contract);
});

test('refuses a contract with a slip, where it is written', () => {
  const slip = { artefacts: { min: 1 }, diff: { max_lines: -1 } };
  expect(() => defineContract(slip as never)).toThrowErrorMatchingInlineSnapshot(`
    [AgentReplayError: Failed to define a contract: it has 2 errors.
      at  /diff/max_lines: expected at least 0, received -1
      at  /artefacts: expected no key "artefacts", received {"min":1}]
  `);
});
