import { expect } from 'vitest';
import type { CheckResult } from '../check/check.ts';
import type { Evidence } from '../evidence.ts';
import { evidenceOf, ledgerOf } from '../evidence.suite.ts';
import { sha256 } from '../json.ts';
import type { Ledger } from '../ledger.ts';
import type { ReplayOutcome } from '../replay-outcome.ts';
import type { MatcherResult } from './matcher.ts';

/** The outcome of a replay that passed, changed where a test says so. */
export function outcomeWith({
  verdict = {},
  evidence = {},
  ledger = {},
}: {
  verdict?: Partial<CheckResult>;
  evidence?: Partial<Evidence>;
  ledger?: Partial<Ledger>;
} = {}): ReplayOutcome {
  const at = '2026-11-24T00:00:00.000Z';
  return {
    verdict: { status: 'passed', failure_class: null, failure_reason: null, issues: [], ...verdict },
    evidence: evidenceOf(evidence),
    ledger: ledgerOf(ledger),
    run: {
      run_id: '01936000-0000-7000-8000-000000000000',
      run_type: 'replay',
      fixture_id: 'f',
      task_id: 't',
      attempt: 1,
      agent_name: 'a',
      started_at: at,
      code_version: 'c',
      model: 'm',
      prompt_version: 'p',
      tool_allowlist: [],
      timeout_seconds: 1,
      input_sha256: sha256(''),
      state_refs: [],
      artifact_refs: [],
      status: 'passed',
      failure_class: null,
      failure_reason: null,
      fingerprint: null,
      closed_at: at,
      deadline_at: at,
    },
  };
}

/** The text of a result that passed or failed as the test expects. */
export function textOf(result: MatcherResult, pass: boolean): string {
  expect(result.pass).toBe(pass);
  return result.message();
}
