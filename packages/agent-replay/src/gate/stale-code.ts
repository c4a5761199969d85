import type { HealthReason } from '@agent-replay/contracts';

const STALE_CODES: readonly HealthReason[] = [
  'no_result',
  'result_too_old',
  'result_future',
  'digest_changed',
  'code_changed',
  'dependencies_changed',
  'dependencies_unchecked',
  'crashed',
  'unproven',
  'quarantine_expired',
  'quarantine_too_long',
  'quarantined',
  'fixture_expired',
  'fixture_invalid',
  'fixture_vanished',
  'code_mocked',
  'prompt_changed',
  'model_changed',
  'tool_schema_changed',
  'credential_expired',
  'queue_backlog',
  'file_moved',
  'response_format_changed',
  'probe_failed',
];

/** The code with which a stale fixture's reason begins; what is not known is unknown. */
export function staleCode(reason: string): HealthReason {
  return STALE_CODES.find((code) => reason === code || reason.startsWith(`${code}: `)) ?? 'inconclusive';
}

/** The text of a reason, where its code is told beside it. */
export function withoutCode(reason: string): string {
  const code = staleCode(reason);
  return reason.startsWith(`${code}: `) ? reason.slice(code.length + 2) : reason;
}
