import type { Effect } from '@agent-replay/contracts';

/** True for a call that changes nothing. */
export function isReadOnly(effect: Effect): boolean {
  return effect === 'none' || effect === 'read';
}
