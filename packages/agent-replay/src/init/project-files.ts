import { scheduleName } from '../schedule/export/export-options.ts';
import { setUpSteps, workingDirectory } from '../output/workflow-steps.ts';
import type { Detected } from './detect.ts';

/** The files that a project gets, by their paths; none is written over one that is there. */
export function projectFiles(
  found: Detected,
  options: { example: boolean; ci: boolean },
): Record<string, string> {
  const extension = found.typescript ? 'ts' : 'mjs';
  return {
    [`agent-replay.config.${extension}`]: configText(found, options.example),
    ...(found.runner === 'vitest' &&
      found.runnerConfig === null && { [`vitest.config.${extension}`]: VITEST }),
    ...(found.runner === 'jest' && found.runnerConfig === null && { 'jest.config.json': JEST }),
    ...(options.ci && found.ci === 'github' && { [workflowPath(found)]: workflow(found) }),
  };
}

function configText({ interceptor }: Detected, example: boolean): string {
  return `import { defineConfig } from 'agent-replay';

export default defineConfig({
  // Where your agents are: a module, and the name of its export.
  agents: {${example ? `\n    'example-agent': './agents/example-agent.mjs#agent',\n  ` : ''}},
${interceptor === 'nock' ? "  interceptor: 'nock',\n" : ''}});
`;
}

const VITEST = `import { agentReplay } from '@agent-replay/vitest-plugin';
import { defineConfig } from 'vitest/config';

export default defineConfig({ plugins: [agentReplay()] });
`;

const JEST = `{ "preset": "@agent-replay/jest-preset" }
`;

/** At the top of the repository, where alone GitHub looks; each package of it has a file of its own. */
export function workflowPath({ folder }: Pick<Detected, 'folder'>): string {
  const parts = folder === '' ? [] : folder.split('/');
  return `${'../'.repeat(parts.length)}.github/workflows/${scheduleName({ folder })}.yml`;
}

function workflow({ packageManager, folder }: Detected): string {
  return `name: ${folder === '' ? 'agent-replay' : JSON.stringify(`agent-replay (${folder})`)}
on:
  push:
  pull_request:
permissions:
  contents: read
${workingDirectory(folder)}jobs:
  gate:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
${setUpSteps(packageManager)}
      - run: npx agent-replay monitor --junit agent-replay.xml
      - run: npx agent-replay gate
        if: \${{ !cancelled() }}
`;
}

/** What a CI without a file of its own here has to run. */
export const CI_COMMANDS = 'npx agent-replay monitor && npx agent-replay gate';
