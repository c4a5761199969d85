import type { HealthReason } from '@agent-replay/contracts';

const STALE_CODES: readonly HealthReason[] = [
  'no_result',
  'result_too_old',
  'result_future',
  'digest_changed',
  'crashed',
  'unproven',
  'quarantine_expired',
  'quarantined',
  'fixture_expired',
  'fixture_invalid',
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
