import { join } from 'node:path';
import type { AgentContext } from '../agent/agent-context.ts';
import { defineAgent } from '../agent/define-agent.ts';
import { loadConfig } from '../config/load-config.ts';
import { createProject, fixtureFiles } from '../project.suite.ts';
import { replay } from './replay.ts';

/** Replays two fixtures of one agent after one another: what it does in the first, and what in the second. */
export async function replayTwo(
  first: () => void,
  second: (context: AgentContext) => Promise<unknown> = async () => undefined,
  mode: 'frozen' | 'fast' = 'frozen',
) {
  const input = { clock: { mode, start: '2026-11-24T08:30:00.000Z' } };
  const { root } = createProject({
    ...fixtureFiles('one', { input, expected: { output: { type: 'string' } } }),
    ...fixtureFiles('two', { input, expected: { output: { type: 'string' } } }),
  });
  let runs = 0;
  const agent = defineAgent({
    name: 'agent',
    async run(_payload, context) {
      runs += 1;
      if (runs === 1) first();
      else await second(context);
      return 'done';
    },
  });
  const config = { ...(await loadConfig(root)), agents: { agent } };
  const one = await replay(join(root, 'fixtures/suite/one'), { config });
  return [one, await replay(join(root, 'fixtures/suite/two'), { config })] as const;
}
