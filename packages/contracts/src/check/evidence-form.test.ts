import { expect, test } from 'vitest';
import type { Contract } from '../fixture/contract.ts';
import { artifactOf, evidenceOf } from '../evidence.suite.ts';
import { check } from './check.ts';

const artifact = artifactOf('report.json');
const change = { path: 'a.ts', added: 1, removed: 0, bytes: 1 };
const forbid: Contract = { artifacts: { min: 0 }, forbid: { mutations: ['secret/**'] } };
const cites: Contract = { artifacts: { min: 0 }, evidence: { min: 1, resolvable: true } };
const changes: Contract = { diff: { max_lines: 1, max_bytes: 1 } };

test.each<[string, Contract, string, unknown]>([
  [
    'an artifact that exists by a word',
    {},
    'artifacts',
    [{ ...artifact, probe: { ...artifact.probe, exists: 'false' } }],
  ],
  [
    'an artifact that is readable by a word',
    {},
    'artifacts',
    [{ ...artifact, probe: { ...artifact.probe, readable: 'no' } }],
  ],
  [
    'a cited path that leads somewhere by a word',
    cites,
    'evidence_paths',
    [{ path: 'a.md', resolved: 'false' }],
  ],
  ['mutations that are not there', forbid, 'mutations', undefined],
  ['mutations that are no list', forbid, 'mutations', { uri: 'secret/key' }],
  ['events that are no list', forbid, 'events', {}],
  ['events without a kind', forbid, 'events', [{ uri: 'secret/key' }]],
  ['a hole in the list of changes', changes, 'diff', [change, , change]], // oxlint-disable-line no-sparse-arrays
  ['lines that are no number', changes, 'diff', [{ ...change, added: '' }]],
  ['fewer lines than none', changes, 'diff', [change, { ...change, added: -9 }]],
  ['an allow-list that is not there', {}, 'tool_allowlist', undefined],
  ['a ledger without refusals', {}, 'ledger', { misses: [] }],
])('takes %s for no proof', (_, contract, key, value) => {
  const sound = evidenceOf({ evidence_paths: [{ path: 'a.md', resolved: true }], diff: [change] });
  expect(
    check(contract.diff === undefined && contract.artifacts === undefined ? forbid : contract, sound).status,
  ).toBe('passed');
  const { status, issues } = check(contract, { ...sound, [key]: value });
  expect(['inconclusive', 'failed']).toContain(status);
  expect(issues.map(({ code, expected }) => `${code} ${expected}`)).toContain(
    `evidence_invalid "${key}" in the form of Evidence`,
  );
});
