/** Marks agents across copies and realms of the package. */
export const AGENT: unique symbol = Symbol.for('agent-replay.agent');

/** True for what `defineAgent` returns, from any realm or copy of the package. */
export function isAgent(value: unknown): boolean {
  return typeof value === 'object' && value !== null && AGENT in value;
}
