import { hub } from './session.ts';

/**
 * Runs what msw and nock do at once with the bytes that a client has sent. The ids that they make up for a request are
 * theirs, and not of the chance of the agent that is replayed, which would hang on who intercepts.
 */
export function belowClients(fn: () => void): void {
  hub().belowClients(fn);
}

/** True while `belowClients` runs something. */
export function isBelowClients(): boolean {
  return hub().isBelowClients();
}
