import type { Verdict } from './verdict.ts';

interface Entry {
  /** The verdict that this reason leads to. */
  status: Exclude<Verdict, 'passed'>;
  meaning: string;
}

/**
 * Every reason that the product gives for a verdict. A reason's code is also its failure class.
 * A user's own start with `x_` and need no registration.
 */
export const REASONS = {
  // artifacts
  missing_artifact_ref: { status: 'failed', meaning: 'Done was claimed, but no artifact was recorded.' },
  empty_output: { status: 'failed', meaning: 'An artifact or the output holds nothing.' },
  schema_mismatch: {
    status: 'failed',
    meaning: 'An artifact or the output differs from its schema, size or digest.',
  },
  side_effect_unconfirmed: {
    status: 'failed',
    meaning: 'A probe could not confirm that the artifact exists as claimed.',
  },
  artifact_count: {
    status: 'failed',
    meaning: 'There are fewer or more artifacts than the contract allows.',
  },
  artifact_kind: { status: 'failed', meaning: 'An artifact is of a kind that the contract does not allow.' },
  artifact_size: { status: 'failed', meaning: 'An artifact is smaller or larger than the contract allows.' },
  // evidence
  missing_evidence_path: { status: 'failed', meaning: 'The result cites no evidence.' },
  evidence_path_count: {
    status: 'failed',
    meaning: 'The result cites fewer evidence paths than the contract asks for.',
  },
  evidence_path_unresolved: { status: 'failed', meaning: 'A cited path leads to nothing that the run had.' },
  // state and effects
  state_transition: { status: 'failed', meaning: 'A state was skipped, or passed in another order.' },
  state_final: { status: 'failed', meaning: 'The state left behind is not the one the contract names.' },
  forbidden_mutation: { status: 'failed', meaning: 'Something changed that must not change.' },
  forbidden_operation: { status: 'failed', meaning: 'An operation was tried that the contract forbids.' },
  forbidden_tool: { status: 'failed', meaning: 'A tool was called that the contract forbids.' },
  // diffs
  diff_empty: { status: 'failed', meaning: 'None of the intended files changed.' },
  diff_path: { status: 'failed', meaning: 'A file changed outside the intended ones.' },
  diff_bounds: { status: 'failed', meaning: 'The change is larger than the contract allows.' },
  diff_not_taken: { status: 'inconclusive', meaning: 'The contract bounds a diff, but none was taken.' },
  verify_failed: { status: 'failed', meaning: 'The verification command failed.' },
  verify_not_run: { status: 'inconclusive', meaning: 'The verification command did not run.' },
  // input, judgement, ending
  input_mismatch: { status: 'failed', meaning: 'The run worked on another input than its task names.' },
  input_unobserved: { status: 'inconclusive', meaning: 'Nobody saw which input the run worked on.' },
  semantic_mismatch: { status: 'failed', meaning: 'A semantic validator judged the result below the bar.' },
  semantic_judgement_missing: {
    status: 'inconclusive',
    meaning: 'No judgement is recorded for this result.',
  },
  semantic_judge_error: { status: 'inconclusive', meaning: 'The semantic validator itself failed.' },
  predicate_unknown: {
    status: 'inconclusive',
    meaning: 'The contract names a predicate that nobody defined.',
  },
  predicate_error: { status: 'inconclusive', meaning: 'A predicate itself failed.' },
  exception: {
    status: 'failed',
    meaning: 'An exception ended the work, handled or not, and the contract is unmet.',
  },
  timeout: { status: 'failed', meaning: 'The run or one of its tools took longer than its limit.' },
  aborted: { status: 'failed', meaning: 'The run was stopped from outside before it was done.' },
  run_abandoned: { status: 'failed', meaning: 'The run was never closed; the watchdog closed it.' },
  exited_uncleanly: {
    status: 'degraded',
    meaning: 'The contract is met, though the process ended with an error.',
  },
  status_not_allowed: {
    status: 'failed',
    meaning: 'The verdict is not among those that the contract allows.',
  },
  contract_invalid: {
    status: 'inconclusive',
    meaning: 'The contract itself has an error, so nothing can be proven.',
  },
  contract_missing: {
    status: 'inconclusive',
    meaning: 'The run was held to no contract, so nothing can be proven.',
  },
  // the tape and the wall
  cassette_miss: { status: 'blocked', meaning: 'A call was made that is not on the tape.' },
  cassette_corrupt: { status: 'blocked', meaning: 'The tape cannot be read.' },
  unrecorded_operation: {
    status: 'blocked',
    meaning: 'The wall refused an operation that is neither recorded nor allowed.',
  },
  tool_not_allowed: { status: 'blocked', meaning: 'A tool was called that is not on the allow-list.' },
  dependency_blocked: { status: 'blocked', meaning: 'Something that the work depends on was not available.' },
  // evidence that cannot be judged
  evidence_invalid: {
    status: 'inconclusive',
    meaning: 'The evidence does not have the form that a rule needs.',
  },
  state_missing: { status: 'inconclusive', meaning: 'State that the run refers to is not there.' },
  payload_not_captured: { status: 'inconclusive', meaning: 'A payload that replay needs was not captured.' },
  unknown_format: { status: 'inconclusive', meaning: 'The record was written by a newer version.' },
  agent_not_found: { status: 'inconclusive', meaning: "No agent of the fixture's name is configured." },
  agent_load_failed: { status: 'inconclusive', meaning: "The agent's module could not be loaded." },
  fixture_invalid: {
    status: 'inconclusive',
    meaning: 'A file of the fixture, or the config, is missing or invalid.',
  },
  infrastructure: { status: 'inconclusive', meaning: 'Something that the replay itself needs has failed.' },
  nondeterministic: { status: 'inconclusive', meaning: 'Two replays of one fixture differ.' },
  replay_crashed: { status: 'inconclusive', meaning: 'The process that replayed the fixture died.' },
  not_due: { status: 'skipped', meaning: "It was not this fixture's turn." },
  still_running: { status: 'skipped', meaning: 'An earlier replay of the same fixture has not ended.' },
  quarantined: { status: 'skipped', meaning: 'The fixture is in quarantine.' },
} as const satisfies Record<string, Entry>;

/** A registered reason, or a user's own. */
export type ReasonCode = keyof typeof REASONS | `x_${string}`;

/** Why the monitor calls a fixture stale, or the gate refuses. */
export const HEALTH_REASONS = {
  no_result: 'The fixture has no result yet.',
  result_too_old: 'The last result is older than twice the interval of its tier.',
  result_future: 'The last result is dated in the future.',
  digest_changed: 'The fixture was edited after its last result.',
  code_changed: 'The last result is of other code of the agent.',
  dependencies_changed: 'The last result is of other packages than the agent has now.',
  dependencies_unchecked: 'The packages that the agent has cannot be read.',
  crashed: 'The replay crashed.',
  unproven: 'The fixture has not been seen red on the broken code and green on the fix.',
  quarantined: 'The fixture is in quarantine.',
  quarantine_expired: 'The quarantine has ended, or has no owner.',
  quarantine_too_long: 'The quarantine lasts for longer than is allowed.',
  fixture_expired: 'The fixture is past its stale_after.',
  fixture_invalid: 'A file of the fixture is invalid.',
  inconclusive: 'The last replay could not tell.',
  fixture_vanished: 'A fixture in the lock file is gone.',
  fixture_failing: 'A fixture fails.',
  no_fixtures: 'There are no fixtures.',
  monitor_missing: 'There is no monitor artifact.',
  monitor_corrupt: 'The monitor artifact cannot be read or does not match its schema.',
  monitor_edited: 'The monitor artifact was changed after it was written.',
  monitor_too_old: 'The monitor artifact is too old.',
  monitor_future: 'The monitor artifact is dated in the future.',
  scheduler_stopped: 'A tier missed two of its ticks.',
  window_too_long: 'A silent failure went unseen for longer than allowed.',
  tier_missing: 'A required tier has no fixtures.',
  canary_missing: 'A shipped self-canary is gone.',
  alert_emission_failed: 'An alert could not be sent.',
  lock_corrupt: 'The lock file of fixtures cannot be read.',
  lock_missing: 'There is no lock file of fixtures, though some are proven.',
  not_locked: 'A proven fixture is not in the lock file.',
  no_bad_runs: 'No run has failed.',
  code_mocked: 'A mock of the test runner, or another file, stood in place of a module of the agent.',
  prompt_changed: 'The prompt is not the one that the fixture was proven with.',
  model_changed: 'The model route is not the one that the fixture was proven with.',
  tool_schema_changed: 'The tools are not those that the fixture was recorded with.',
  credential_expired: 'A credential that the agent needs has expired or is missing.',
  queue_backlog: 'The queue holds more than it may.',
  file_moved: 'A file that the agent reads is gone or has changed.',
  response_format_changed: 'An outside answer no longer has the form that was recorded.',
  probe_failed: 'A drift probe could not tell.',
} as const satisfies Record<string, string>;
export type HealthReason = keyof typeof HEALTH_REASONS;

/** True for a registered reason code and for a user's own (`x_*`). */
export function isReasonCode(code: string): code is ReasonCode {
  return Object.hasOwn(REASONS, code) || /^x_[a-z0-9_]+$/.test(code);
}

/** The machine-readable code of a `failure_reason`: what stands before the first `: `. */
export function reasonCode(failureReason: string): string {
  return failureReason.split(': ', 1)[0] as string;
}
