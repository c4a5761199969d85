import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { createProject, type Project } from '../project.suite.ts';

vi.setConfig({ testTimeout: 600_000 });

/** Every file of a project with its content, the store aside. */
function contents({ root }: Project): Record<string, string> {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) => !/^(?:node_modules|\.agent-replay)/.test(path) && statSync(join(root, path)).isFile(),
  );
  return Object.fromEntries(files.toSorted().map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

const manifest = (devDependencies: Record<string, string>) => ({
  'package.json': { name: 'project', private: true, type: 'module', devDependencies },
});

test('what init writes is proven, green, and opens the gate, with the commands that it prints', async () => {
  const project = createProject(manifest({ vitest: '5', typescript: '7' }));
  const { code, value } = await project.json<{ written: string[]; next: { command: string }[] }>(
    'init',
    '--yes',
  );
  expect(code).toBe(0);
  expect(value.written.filter((path) => !path.startsWith('fixtures/'))).toEqual([
    'agent-replay.config.ts',
    'vitest.config.ts',
    '.github/workflows/agent-replay.yml',
    'agents/example-agent.mjs',
    'agent-replay.lock.json',
    '.gitignore',
  ]);
  expect(value.written.filter((path) => path.startsWith('fixtures/'))).toHaveLength(8);
  expect(project.read('.gitignore')).toBe('node_modules/\n.agent-replay/\n');
  const [replayed, monitored, covered] = value.next.map(({ command }) => command);
  expect(replayed).toBe('npx agent-replay --fixture fixtures/examples/missing_report');
  expect(monitored).toBe('npx agent-replay monitor && npx agent-replay gate');
  expect(covered).toBe('npx agent-replay coverage');
  expect(await project.run('--fixture', 'fixtures/examples/missing_report')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('1 fixture: 1 passed'),
  });
  expect(await project.run('monitor')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('8 fixtures: 8 passing, 0 failing, 0 stale'),
  });
  expect(await project.run('gate')).toMatchObject({
    code: 0,
    stdout: '✓ healthy: 8 of 8 fixtures proven, fresh and passing\n',
  });
  const coverage = await project.run('coverage', '--tier', 'critical');
  expect(coverage.code).toBe(0);
  expect(coverage.stdout).toMatch(/^ {2}queue_claim +proven +passing$/m);

  // The comment in the example says so.
  project.edit('agents/example-agent.mjs', (text) => text.replace(/^.*recordArtifact.*\n/m, ''));
  expect(await project.run('--fixture', 'fixtures/examples/missing_report')).toMatchObject({ code: 1 });

  project.remove('fixtures/agent_replay_canaries/queue_claim');
  expect(await project.run('coverage')).toMatchObject({
    code: 3,
    stdout: expect.stringMatching(/queue_claim +missing/),
  });
  const gate = await project.json<{ reasons: { code: string; subject: string }[] }>('gate');
  expect(gate.code).toBe(1);
  expect(gate.value.reasons.map(({ code: reason, subject }) => `${reason} ${subject}`)).toEqual(
    expect.arrayContaining([
      'fixture_failing examples/missing_report',
      'canary_missing agent_replay_canaries/queue_claim',
    ]),
  );
});

test('init changes nothing the second time', async () => {
  const project = createProject(manifest({ jest: '30', nock: '15' }));
  expect(await project.run('init', '--yes')).toMatchObject({ code: 0, stderr: '' });
  const before = contents(project);
  expect(before['jest.config.json']).toBe('{ "preset": "@agent-replay/jest-preset" }\n');
  expect(before['agent-replay.config.mjs']).toContain("interceptor: 'nock'");
  const again = await project.run('init', '--yes');
  expect(again).toMatchObject({ code: 0, stdout: expect.stringMatching(/^nothing to do/) });
  // What it wrote itself is not the user's to mend.
  expect(again.stdout).not.toContain('add "preset"');
  expect(again.stdout).toContain('  run the fixtures as tests\n');
  expect(contents(project)).toEqual(before);
});

test('init writes over nothing that is there, and says what to add to it', async () => {
  const mine = {
    ...manifest({ vitest: '5', msw: '3' }),
    'vitest.config.js': 'export default {};\n',
    'agent-replay.config.json': '{ "agents": {} }\n',
    '.gitlab-ci.yml': 'test: {}\n',
    '.gitignore': 'node_modules',
  };
  const project = createProject(mine);
  const { value } = await project.json<{ written: string[]; next: { text: string }[] }>('init');
  expect(value.written.filter((path) => !path.startsWith('fixtures/agent_replay_canaries/'))).toEqual([
    'agent-replay.lock.json',
    '.gitignore',
  ]);
  expect(value.next.map(({ text }) => text)).toEqual(
    expect.arrayContaining([
      "add agentReplay() from '@agent-replay/vitest-plugin' to the plugins in vitest.config.js",
      'let .gitlab-ci.yml run',
    ]),
  );
  expect(value.next.map(({ text }) => text)).not.toContain('replay the example');
  expect(project.read('.gitignore')).toBe('node_modules\n.agent-replay/\n');
  expect(project.read('vitest.config.js')).toBe(mine['vitest.config.js']);
  expect(await project.run('monitor')).toMatchObject({ code: 0 });
  expect(await project.run('gate')).toMatchObject({ code: 0 });
});

test('in a package of a workspace the workflow is where GitHub looks, and runs in that package', async () => {
  const project = createProject({
    'pnpm-lock.yaml': '',
    'apps/bot/package.json': { name: 'bot', private: true, type: 'module' },
  });
  project.git('init', '--quiet');
  const command = new URL('../../bin/agent-replay.mjs', import.meta.url).href;
  project.write('in-package.mjs', `process.chdir('apps/bot'); await import(${JSON.stringify(command)});`);
  const inPackage = (...args: string[]) => project.node('in-package.mjs', ...args);
  expect((await inPackage('init', '--yes')).stdout).toContain(
    '../../.github/workflows/agent-replay-apps-bot.yml',
  );
  const workflow = parse(project.read('.github/workflows/agent-replay-apps-bot.yml')) as Workflow;
  // Of several packages each has a name of its own among the checks.
  expect(workflow.name).toBe('agent-replay (apps/bot)');
  expect(workflow.defaults.run['working-directory']).toBe('apps/bot');
  expect(workflow.jobs.gate.steps.map(({ run }) => run)).toContain(
    'corepack enable && pnpm install --frozen-lockfile',
  );
  const scheduled = await inPackage('schedule', '--export', 'github');
  const { defaults, jobs } = parse(scheduled.stdout) as Workflow;
  expect(defaults.run['working-directory']).toBe('apps/bot');
  const paths = Object.values(jobs).flatMap(({ steps }) => steps.flatMap((step) => step.with?.path ?? []));
  expect(paths).toEqual([
    'apps/bot/.agent-replay',
    'apps/bot/.agent-replay',
    'apps/bot/.agent-replay/monitor.json',
    'apps/bot/shards',
  ]);
});

test('from a folder within, it says where it writes, and how to get there', async () => {
  const project = createProject({ ...manifest({ vitest: '5' }), 'src/deep/agent.mjs': '' });
  const command = new URL('../../bin/agent-replay.mjs', import.meta.url).href;
  project.write('within.mjs', `process.chdir('src/deep'); await import(${JSON.stringify(command)});`);
  const { stdout } = await project.node('within.mjs', 'init', '--yes');
  expect(stdout.split('\n', 1)).toEqual([
    `in ${realpathSync(project.root)}, whose package this folder is of`,
  ]);
  expect(stdout).toContain('next\n  go to where it is\n    cd ../..\n  replay the example\n');
});

test('a repository further up that ignores the project gets no workflow', async () => {
  const project = createProject({ '.gitignore': '*\n', 'code/bot/package.json': { name: 'bot' } });
  project.git('init', '--quiet');
  const command = new URL('../../bin/agent-replay.mjs', import.meta.url).href;
  project.write('in-package.mjs', `process.chdir('code/bot'); await import(${JSON.stringify(command)});`);
  const { stdout } = await project.node('in-package.mjs', 'init', '--yes');
  expect(stdout).toContain('✓ .github/workflows/agent-replay.yml\n');
  expect(contents(project)).toHaveProperty(['code/bot/.github/workflows/agent-replay.yml']);
});

interface Workflow {
  name: string;
  defaults: { run: Record<string, string> };
  jobs: Record<'gate', { steps: { run?: string; with?: { path?: string } }[] }>;
}
