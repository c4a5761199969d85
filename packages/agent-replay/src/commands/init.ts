import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { findConfig } from '../config/find-config.ts';
import { type Detected, detect } from '../init/detect.ts';
import { CI_COMMANDS, workflowPath } from '../init/project-files.ts';
import { writeProject } from '../init/write-project.ts';
import { createOutput, type Output } from '../output/output.ts';
import type { AddCommand } from './add-command.ts';

interface Options {
  yes?: boolean;
  json?: boolean;
}

/** `agent-replay init`: the config, the self-canaries, an example, and a step for CI. */
export const addInit: AddCommand = (program) => {
  program
    .command('init')
    .description('write a config, the self-canaries, an example agent with its fixture, and a CI step')
    .option('--yes', 'ask nothing')
    .option('--json', 'ask nothing, and print one JSON document')
    .action(async (options: Options) => {
      const out = createOutput(options);
      const { root, file } = findConfig(process.cwd());
      const found = detect(root);
      const answers = await ask(found, options);
      const written = await writeProject(root, { found, ...answers });
      const next = nextSteps(found, root);
      out.document({ root, detected: found, written, next });
      if (root !== process.cwd())
        out.line(`in ${root}, whose ${file === null ? 'package' : 'config'} this folder is of`);
      for (const path of written) out.line(`${out.style('green', '✓')} ${path}`);
      if (written.length === 0) out.line('nothing to do: all of it is there');
      print(out, next);
    });
};

interface Answers {
  example: boolean;
  ci: boolean;
}

/** Two questions at most, and none where nobody can answer. */
async function ask(found: Detected, options: Options): Promise<Answers> {
  const isAsked =
    options.yes !== true && options.json !== true && process.stdin.isTTY && process.stdout.isTTY;
  if (!isAsked) return { example: true, ci: true };
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const isYes = async (question: string): Promise<boolean> =>
    !/^n/i.test((await prompt.question(`${question} [Y/n] `)).trim());
  try {
    const example = await isYes('Write an example agent and its fixture?');
    return { example, ci: found.ci === 'github' ? await isYes(`Write ${workflowPath(found)}?`) : false };
  } finally {
    prompt.close();
  }
}

interface Step {
  text: string;
  command?: string;
}

const EXAMPLE = 'fixtures/examples/missing_report';

function nextSteps(found: Detected, root: string): Step[] {
  const place = relative(process.cwd(), root);
  const replayExample = { text: 'replay the example', command: `npx agent-replay --fixture ${EXAMPLE}` };
  return [
    ...(place === '' ? [] : [{ text: 'go to where it is', command: `cd ${place}` }]),
    ...(existsSync(join(root, EXAMPLE)) ? [replayExample] : []),
    { text: 'replay everything, and ask the gate', command: CI_COMMANDS },
    { text: 'see what is watched', command: 'npx agent-replay coverage' },
    ...runnerSteps(found),
    ...(found.ci === 'gitlab' ? [{ text: 'let .gitlab-ci.yml run', command: CI_COMMANDS }] : []),
  ];
}

const WIRING = {
  vitest: {
    plugin: '@agent-replay/vitest-plugin',
    run: 'npx vitest run',
    how: "add agentReplay() from '@agent-replay/vitest-plugin' to the plugins in",
  },
  jest: {
    plugin: '@agent-replay/jest-preset',
    run: 'npx jest',
    how: 'add "preset": "@agent-replay/jest-preset" to the Jest config in',
  },
} as const;

/** What is left to do until the runner runs the fixtures: a second time, less. */
function runnerSteps({ runner, runnerConfig, isWired, hasPlugin }: Detected): Step[] {
  if (runner === null) return [];
  const { plugin, run, how } = WIRING[runner];
  const isForeign = runnerConfig !== null && !isWired;
  return [
    {
      text: isForeign ? `${how} ${runnerConfig}` : 'run the fixtures as tests',
      command: hasPlugin ? run : `npm install --save-dev ${plugin} && ${run}`,
    },
  ];
}

function print(out: Output, next: readonly Step[]): void {
  out.line('\nnext');
  for (const { text, command } of next) {
    out.line(`  ${text}`);
    if (command !== undefined) out.line(out.style('cyan', `    ${command}`));
  }
}
