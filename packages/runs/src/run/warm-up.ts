import type { Redactor } from '@agent-replay/redaction';

/** Of each kind that calls are full of: names, prose, an address, digits, and what may be a key. */
const CALL = {
  kind: 'tool_call',
  interaction: {
    request: { tool: 'look_up', arguments: [1, { id: 4711, name: 'Ann', url: 'https://example.com/a?b=c' }] },
    response: { result: { text: 'The token of user 17 is 2f4c9d1e; ask ann@example.com, +1 202 555 0100.' } },
  },
};

const warm = new WeakSet<Redactor>();

/**
 * Has a redactor make the tables that it looks for secrets with: most of them are made when the first text comes that
 * may hold one, and take longer than an agent should wait for the record of its first call.
 */
export function warmUp(redactor: Redactor): void {
  if (warm.has(redactor)) return;
  warm.add(redactor);
  redactor.text(JSON.stringify(CALL));
}
