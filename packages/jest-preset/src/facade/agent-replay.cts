import type { AgentDefinition } from 'agent-replay' with { 'resolution-mode': 'import' };
import outside = require('../outside.cjs');

const engine = outside('agent-replay') as typeof import(
  'agent-replay',
  { with: { 'resolution-mode': 'import' } }
);

/** What an agent is given is of the sandbox, so that it compares with the agent's own values as in production. */
function defineAgent<Payload, Output>(definition: AgentDefinition<Payload, Output>): unknown {
  return engine.defineAgent<Payload, Output>({
    ...definition,
    run: (payload, context) => definition.run(inside(payload), context),
  });
}

function inside<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}

export = { ...engine, defineAgent };
