import type { AgentContext, AgentDefinition } from 'agent-replay' with { 'resolution-mode': 'import' };
import outside = require('../outside.cjs');

const engine = outside('agent-replay') as typeof import(
  'agent-replay',
  { with: { 'resolution-mode': 'import' } }
);

/** What an agent is given is of the sandbox, so that it compares with the agent's own values as in production. */
function defineAgent<Payload, Output>(definition: AgentDefinition<Payload, Output>): unknown {
  return engine.defineAgent<Payload, Output>({
    ...definition,
    run(given, context) {
      outside.enterAgent();
      const payload = inside(given);
      const task = { ...context.task, payload, state: inside(context.task.state ?? []) };
      return definition.run(payload, withOwn(context, task));
    },
  });
}

/** The context with a task and with states of the sandbox; what it makes when it is asked, it makes when asked. */
function withOwn(context: AgentContext, task: AgentContext['task']): AgentContext {
  const own: Partial<AgentContext> = { task, state: (ref: string) => inside(context.state(ref)) };
  return new Proxy(context, {
    get: (all, key): unknown => Reflect.get(Object.hasOwn(own, key) ? own : all, key),
  });
}

function inside<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}

export = { ...engine, defineAgent };
