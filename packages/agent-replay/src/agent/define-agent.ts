import type { Task } from './agent-context.ts';
import { checkDefinition, checkExecution } from './check-agent.ts';
import { AGENT, SCOPE_FORMAT } from './is-agent.ts';
import { perform } from './perform.ts';
import type { AgentDefinition, Agent, ExecuteOptions } from './agent.ts';

/**
 * Declares an agent.
 *
 * @throws {AgentReplayError} `OPTION_INVALID` for what is no agent, and for a key that there is not
 * @example
 * export const agent = defineAgent({
 *   name: 'refunds',
 *   contract: { artifacts: { min: 1, kinds: ['report'] } },
 *   async run(payload: { order: string }, context) {
 *     await writeFile(join(context.workspace, 'refund.md'), await decide(payload.order));
 *     await context.recordArtifact({ kind: 'report', uri: 'refund.md' });
 *   },
 * });
 */
export function defineAgent<Payload, Output>(
  definition: AgentDefinition<Payload, Output>,
): Agent<Output, Payload> {
  checkDefinition(definition);
  return Object.freeze({
    [AGENT]: SCOPE_FORMAT,
    name: definition.name,
    contract: definition.contract,
    async execute(task: Task<Payload>, options: ExecuteOptions = {}) {
      checkExecution(definition.name, task, options);
      return perform(definition, task, options);
    },
  });
}
