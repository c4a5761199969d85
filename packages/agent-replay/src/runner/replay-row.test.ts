import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../config/load-config.ts';
import { nothingFound } from './nothing-found.ts';
import { isRed, type ReplayRow, reservation } from './replay-row.ts';

const row: ReplayRow = {
  fixture_id: 'late_refund',
  suite: 'refunds',
  dir: '/fixtures/refunds/late_refund',
  ok: true,
  exit_code: 0,
  status: 'passed',
  reason: null,
  verdict: '',
  proof: 'proven',
  proof_reason: null,
  run_id: null,
  fixture_sha256: null,
  unguarded: [],
};

test('a pass is plain only with proof', () => {
  expect([isRed(row), reservation(row)]).toEqual([false, null]);
  const unproven: ReplayRow = {
    ...row,
    proof: 'unproven',
    proof_reason: 'it was edited after it was proven',
  };
  expect([isRed(unproven), reservation(unproven)]).toEqual([
    false,
    'passes, but is unproven: it was edited after it was proven',
  ]);
});

test('what cannot be told is red, and a quarantine is not', () => {
  expect(isRed({ ...row, ok: false, status: 'inconclusive' })).toBe(true);
  const quarantined: ReplayRow = {
    ...row,
    ok: false,
    status: 'skipped',
    reason: 'quarantined: until tomorrow',
  };
  expect([isRed(quarantined), reservation(quarantined)]).toEqual([false, 'quarantined: until tomorrow']);
});

test('a project without fixtures is told where they were looked for', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'agent-replay-nothing-'));
  try {
    expect(nothingFound({ ...(await loadConfig(dir)), root: dir })).toBe(
      [
        `Failed to find fixtures in "${dir}": no folder holds one.`,
        `  looked in  ${join(dir, 'fixtures')}`,
        '  fix        make one with agent-replay freeze <run_id>, or set "fixtures" in agent-replay.config.ts',
      ].join('\n'),
    );
  } finally {
    rmSync(dir, { recursive: true });
  }
});
