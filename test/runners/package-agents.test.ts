import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixtureFiles } from './fixture-files.ts';
import { createProject, type Project } from './project.ts';
import { type CommandResult, runCommand } from './run-command.ts';
import { usePackages } from './use-packages.ts';

const packages = usePackages();

const agent = (name: string): string => `import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineAgent } from 'agent-replay';
export const ${name} = defineAgent({
  name: '${name}',
  contract: { artifacts: { min: 1 } },
  async run(payload, context) {
    await mkdir(join(context.workspace, 'out'), { recursive: true });
    await writeFile(join(context.workspace, 'out/report.md'), '${name}');
    await context.recordArtifact({ kind: 'report', uri: 'out/report.md' });
    return { done: true };
  },
});
`;

/** A package of each kind: installed, as the map of what it exports has it, linked from a workspace, and the project itself. */
const FILES = {
  'package.json': JSON.stringify({
    name: 'shop',
    private: true,
    type: 'module',
    exports: { './clerk': './src/clerk.js' },
    jest: { preset: '@agent-replay/jest-preset' },
  }),
  'agent-replay.config.mjs': `export default { agents: ${JSON.stringify({
    installed: '@acme/agents#installed',
    part: 'acme-parts/deep/part#part',
    old: 'acme-old/agents.js#old',
    linked: '@acme/linked#linked',
    self: 'shop/clerk#self',
    gone: '@acme/gone#gone',
    hidden: '@acme/agents/dist/index.js#installed',
  })} };\n`,
  'node_modules/@acme/agents/package.json': JSON.stringify({
    name: '@acme/agents',
    type: 'module',
    exports: { '.': { import: './dist/index.js' } },
  }),
  'node_modules/@acme/agents/dist/index.js': agent('installed'),
  'node_modules/acme-parts/package.json': JSON.stringify({
    name: 'acme-parts',
    type: 'module',
    exports: { './deep/*': { node: './lib/*.js', default: './none.js' } },
  }),
  'node_modules/acme-parts/lib/part.js': agent('part'),
  'node_modules/acme-old/package.json': JSON.stringify({ name: 'acme-old', type: 'module' }),
  'node_modules/acme-old/agents.js': agent('old'),
  'vitest.config.mjs':
    "import { agentReplay } from '@agent-replay/vitest-plugin';\nexport default { plugins: [agentReplay()] };\n",
  'packages/linked/package.json': JSON.stringify({
    name: '@acme/linked',
    type: 'module',
    exports: './src/index.js',
  }),
  'packages/linked/src/index.js': `export * from './agent.js';\n`,
  'packages/linked/src/agent.js': agent('linked'),
  'src/clerk.js': agent('self'),
  ...Object.assign(
    {},
    ...['installed', 'part', 'old', 'linked', 'self', 'gone', 'hidden'].map((name) =>
      fixtureFiles({ id: name, agent: name, payload: {} }),
    ),
  ),
};

const UNPROVEN = 'unproven: it has not been seen red on the broken code and green on the fix';
const OUTCOMES = {
  gone: 'agent_load_failed: Failed to load the agent "gone": "@acme/gone#gone" is neither a file nor a package.',
  hidden:
    'agent_load_failed: Failed to load the agent "hidden": "@acme/agents/dist/index.js#installed" is neither a file nor a package.',
  installed: UNPROVEN,
  linked: UNPROVEN,
  old: UNPROVEN,
  part: UNPROVEN,
  self: UNPROVEN,
};

/** Rows of the monitor artifact, which command and runners write alike. */
function outcomes(text: string): Record<string, string> {
  const { fixtures } = JSON.parse(text) as { fixtures: { fixture_id: string; reason: string | null }[] };
  return Object.fromEntries(fixtures.map(({ fixture_id, reason }) => [fixture_id, String(reason)]));
}

const RUNS = {
  Vitest: (project) => project.vitest('run'),
  Jest: (project) => project.jest(),
  'Jest with its flag for ES modules': (project) =>
    project.jestWith({ NODE_OPTIONS: '--experimental-vm-modules' }),
  'the command': ({ dir }) =>
    runCommand(dir, [
      process.execPath,
      join(packages.dir, 'node_modules/agent-replay/bin/agent-replay.mjs'),
      'monitor',
    ]),
} satisfies Record<string, (project: Project) => Promise<CommandResult>>;

test.each(Object.entries(RUNS))('%s finds agents by the names of packages', async (name, run) => {
  const project = createProject(packages.dir, `by-package-${name.replaceAll(' ', '-')}`, FILES);
  symlinkSync(
    join(project.dir, 'packages/linked'),
    join(project.dir, 'node_modules/@acme/linked'),
    'junction',
  );
  await run(project);
  expect(outcomes(project.read('.agent-replay/monitor.json'))).toEqual(OUTCOMES);
});
