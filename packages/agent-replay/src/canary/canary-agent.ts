import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineAgent } from '../agent/define-agent.ts';
import type { Agent } from '../agent/agent.ts';
import { native } from '../clock/native.ts';
import { CANARIES, CANARY_AGENT, type CanaryName } from './canaries.ts';
import { type Machinery, MACHINERY } from './machinery.ts';
import { runCanary } from './run-canary.ts';

/** The agent behind every self-canary: tries a part of the control loop, and reports what it observed. */
export function canaryAgent(machinery: Machinery = MACHINERY): Agent {
  return defineAgent({
    name: CANARY_AGENT,
    model: 'none',
    promptVersion: 'none',
    contract: { artifacts: { min: 1 } },
    async run({ canary }: { canary: string }, context) {
      if (!Object.hasOwn(CANARIES, canary)) throw new Error(`there is no canary "${canary}"`);
      const observed = await native(() => runCanary(canary as CanaryName, machinery, context.workspace));
      await writeFile(join(context.workspace, 'observed.json'), `${JSON.stringify(observed, null, 2)}\n`);
      await context.recordArtifact({ kind: 'report', uri: 'observed.json' });
      return observed;
    },
  });
}
