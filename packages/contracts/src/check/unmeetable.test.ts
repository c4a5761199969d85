import { expect, test } from 'vitest';
import { defineContract } from '../define-contract.ts';
import { evidenceOf } from '../evidence.suite.ts';
import type { Contract } from '../fixture/contract.ts';
import { toSatisfyContract } from '../matchers/to-satisfy-contract.ts';
import { check } from './check.ts';
import { unusableParts } from './unusable-parts.ts';

const unmeetable: [string, Contract][] = [
  ['/artifacts/min', { artifacts: { min: 3, max: 1 } }],
  ['/artifacts/max', { artifacts: { max: 0 } }],
  ['/artifacts/min_bytes', { artifacts: { min_bytes: 10, max_bytes: 9 } }],
  [
    '/state/transitions/1/path/2',
    {
      state: {
        transitions: [
          { ref: 'a', path: ['queued', 'done'] },
          { ref: 'a', path: ['queued', 'claimed', 'queued', 'done'] },
        ],
      },
    },
  ],
  [
    '/state/final/1/equals',
    {
      state: {
        final: [
          { ref: 'a', equals: { n: 1 } },
          { ref: 'a', equals: { n: 2 } },
        ],
      },
    },
  ],
  ['/verify/exit', { verify: { command: ['npm', 'test'], exit: -1 } }],
  ['/forbid/mutations/1', { diff: { max_files: 3 }, forbid: { mutations: ['.git/**', '**'] } }],
  ['/forbid/mutations/0', { diff: { paths: ['src/**'] }, forbid: { mutations: ['src/**'] } }],
];

test.each(unmeetable)('refuses a contract that no run can meet, for %s', (path, contract) => {
  expect(unusableParts(contract).map((issue) => `${issue.code} ${issue.path}`)).toEqual([
    `contract_invalid ${path}`,
  ]);
  expect(() => defineContract(contract)).toThrow(
    expect.objectContaining({ code: 'OPTION_INVALID', message: expect.stringContaining(path) as string }),
  );
  const { status, failure_class: failureClass, issues } = check(contract, evidenceOf());
  expect([status, failureClass, issues[0]?.path]).toEqual(['inconclusive', 'contract_invalid', path]);
});

test.each<Contract>([
  { artifacts: { min: 0, max: 0 } },
  { artifacts: { min: 1, max: 1, min_bytes: 5, max_bytes: 5 } },
  {
    state: {
      final: [
        { ref: 'a', equals: { n: 1, m: 2 } },
        { ref: 'a', equals: { m: 2, n: 1 } },
      ],
    },
  },
  { verify: { command: ['a'], exit: 255 } },
  { diff: { max_files: 0 }, forbid: { mutations: ['**'] } },
  { diff: { paths: ['src/**', 'docs/**'] }, forbid: { mutations: ['src/**'] } },
])('takes %j, which a run can meet', (contract) => {
  expect(unusableParts(contract)).toEqual([]);
});

test('is no contract that a matcher asks for, nor the opposite of one', () => {
  const outcome = { evidence: evidenceOf(), verdict: check({}, evidenceOf()) };
  for (const contract of [{ artifacts: { min: 3, max: 1 } }, { output: { minLength: 2, maxLength: 1 } }])
    expect(() => toSatisfyContract(outcome, contract)).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID' }),
    );
});
