import { expect, test } from 'vitest';
import { check } from '../check/check.ts';
import { artifactOf, evidenceOf } from '../evidence.suite.ts';
import type { Evidence } from '../evidence.ts';
import type { Contract } from '../fixture/contract.ts';
import { codingContract } from './coding-contract.ts';
import { researchContract } from './research-contract.ts';

const verdict = (contract: Contract, evidence: Evidence): string => {
  const { status, failure_class: failureClass } = check(contract, evidence);
  return failureClass === null ? status : `${status}/${failureClass}`;
};

const cite = (...paths: string[]): Evidence['evidence_paths'] =>
  paths.map((path) => ({ path, resolved: true }));

function finding(changes: Partial<Evidence> = {}): Evidence {
  return evidenceOf({
    artifacts: [artifactOf('finding.md', { text: 'The refund was paid twice.' })],
    output: { failure_class: 'double_refund', decision: 'revert' },
    evidence_paths: cite('logs/a.txt', 'logs/b.txt', 'db://orders/7'),
    ...changes,
  });
}

test('E12: passes a paraphrased report with three paths, one class and one decision', () => {
  const contract = researchContract();
  expect(verdict(contract, finding())).toBe('passed');
  const reworded = [artifactOf('finding.md', { text: 'Customers received their money back two times.' })];
  expect(verdict(contract, finding({ artifacts: reworded }))).toBe('passed');
  expect(verdict(contract, finding({ evidence_paths: cite('a', 'b') }))).toBe('failed/evidence_path_count');
  expect(verdict(contract, finding({ output: { failure_class: ['a', 'b'], decision: 'keep' } }))).toBe(
    'failed/schema_mismatch',
  );
  expect(verdict(contract, finding({ output: { failure_class: 'a' } }))).toBe('failed/schema_mismatch');
});

test('D6: rejects a research run for each clause with its own reason', () => {
  const contract = researchContract({ forbid: ['db://**'], failureClasses: ['double_refund'] });
  expect(verdict(contract, finding())).toBe('passed');
  expect(verdict(contract, finding({ artifacts: [] }))).toBe('failed/missing_artifact_ref');
  expect(verdict(contract, finding({ evidence_paths: [] }))).toBe('failed/missing_evidence_path');
  expect(verdict(contract, finding({ output: { failure_class: 'other', decision: 'keep' } }))).toBe(
    'failed/schema_mismatch',
  );
  expect(verdict(contract, finding({ mutations: [{ uri: 'db://orders/7', operation: 'update' }] }))).toBe(
    'failed/forbidden_mutation',
  );
});

test('finds the finding in the report when told so', () => {
  const contract = researchContract({ finding: 'report' });
  const report = (text: string): Evidence =>
    finding({ artifacts: [artifactOf('finding.json', { text })], output: undefined });
  expect(verdict(contract, report('{"failure_class":"x","decision":"keep"}'))).toBe('passed');
  expect(verdict(contract, report('{"failure_class":"x"}'))).toBe('failed/schema_mismatch');
});

test('D7: rejects a coding run for each clause with its own reason', () => {
  const contract = codingContract({
    paths: ['src/**'],
    verify: ['npm', 'test'],
    forbid: ['src/auth/**'],
    maxLines: 40,
  });
  const change = (path: string, added = 1): NonNullable<Evidence['diff']>[number] => ({
    path,
    added,
    removed: 0,
    bytes: 1,
  });
  const work = (changes: Partial<Evidence> = {}): Evidence =>
    evidenceOf({
      artifacts: [],
      diff: [change('src/a.ts')],
      verify: { command: ['npm', 'test'], exit: 0, output: '' },
      ...changes,
    });
  expect(verdict(contract, work())).toBe('passed');
  expect(verdict(contract, work({ diff: [] }))).toBe('failed/diff_empty');
  expect(verdict(contract, work({ diff: [change('src/auth/login.ts')] }))).toBe('failed/forbidden_mutation');
  expect(verdict(contract, work({ diff: [change('src/a.ts'), change('README.md')] }))).toBe(
    'failed/diff_path',
  );
  expect(verdict(contract, work({ diff: [change('src/a.ts', 41)] }))).toBe('failed/diff_bounds');
  expect(verdict(contract, work({ verify: { command: ['npm', 'test'], exit: 1, output: '' } }))).toBe(
    'failed/verify_failed',
  );
  expect(verdict(contract, work({ verify: null }))).toBe('inconclusive/verify_not_run');
});
