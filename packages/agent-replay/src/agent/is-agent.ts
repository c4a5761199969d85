/** Marks agents across copies and realms of the package. */
export const AGENT: unique symbol = Symbol.for('agent-replay.agent');

/** What a replay and an agent's own copy of the package must have in common; counted up when `ReplayScope` changes. */
export const SCOPE_FORMAT = 1;

/** True for what `defineAgent` returns, from any realm or copy of the package. */
export function isAgent(value: unknown): boolean {
  return typeof value === 'object' && value !== null && AGENT in value;
}

/** True for an agent that a replay of this copy can be put around. */
export function isReplayable(agent: object): boolean {
  return Reflect.get(agent, AGENT) === SCOPE_FORMAT;
}
