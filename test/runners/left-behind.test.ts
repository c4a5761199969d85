import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixtureFiles } from './fixture-files.ts';
import { statesOf } from './monitor-of.ts';
import { createProject } from './project.ts';
import { usePackages } from './use-packages.ts';

const packages = usePackages();

/** Jest's `process` is a copy, which the engine itself listens to before the next replay has a policy. */
const AGENT = `const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { defineAgent } = require('agent-replay');

exports.agent = defineAgent({
  name: 'clerk',
  model: 'none',
  promptVersion: '1',
  contract: { artifacts: { min: 1 } },
  async run(_payload, context) {
    const listener = () => {
      try {
        writeFileSync(process.env.OUTSIDE, 'left');
      } catch {}
    };
    // Whichever is the first, in the realm that the others have, too.
    if (!process.hasLeft) process.on('newListener', listener);
    process.hasLeft = true;
    writeFileSync(join(context.workspace, 'report.md'), 'done');
    await context.recordArtifact({ kind: 'report', uri: 'report.md' });
    return { done: true };
  },
});
`;

test.each([
  ['Vitest', 'vitest'],
  ['Jest', 'jest'],
] as const)(
  'in %s listeners that a replay left with process write nothing outside',
  async (_name, runner) => {
    const outside = join(packages.dir, `left-behind-${runner}.txt`);
    const project = createProject(packages.dir, `left-behind-${runner}`, {
      'package.json': JSON.stringify({ private: true, jest: { preset: '@agent-replay/jest-preset' } }),
      'vitest.config.mjs': `import { agentReplay } from '@agent-replay/vitest-plugin';
process.env.OUTSIDE = ${JSON.stringify(outside)};
export default { plugins: [agentReplay()] };
`,
      'agent-replay.config.mjs': "export default { mode: 'strict', agents: { clerk: './src/agent.cjs' } };\n",
      'src/agent.cjs': AGENT,
      ...fixtureFiles({ suite: 'left', id: 'one', payload: {} }),
      ...fixtureFiles({ suite: 'left', id: 'another', payload: {} }),
      ...fixtureFiles({ suite: 'left', id: 'third', payload: {} }),
    });
    const { stdout, stderr } =
      runner === 'vitest' ? await project.vitest('run') : await project.jestWith({ OUTSIDE: outside }, '-i');
    expect(statesOf(project), stdout + stderr).toEqual({
      'left/another': 'stale unproven',
      'left/one': 'stale unproven',
      'left/third': 'stale unproven',
    });
    expect(existsSync(outside)).toBe(false);
  },
);
