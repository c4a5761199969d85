import { spawn } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { commit, createProject, type Project } from '../project.suite.ts';
import { blocksOf, commandsOf, readDoc } from './docs.suite.ts';

// Whole processes, dozens a test, on machines that may be busy.
vi.setConfig({ testTimeout: 900_000 });

const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const command = join(repository, 'packages/agent-replay/bin/agent-replay.mjs');
const FIXTURE = 'fixtures/agent_failure_forensics/missing_artifact_ref';

/** What a page's command is here: the arguments in place of what the page leaves open, and the exit code. */
interface Turn {
  args?: () => readonly string[] | Promise<readonly string[]>;
  code?: number;
  /** What a long-running command says once it is at work; then it is told to end. */
  until?: string;
  /** Done before the command, as the page's text says between two of them. */
  before?: () => void | Promise<void>;
  after?: () => void | Promise<void>;
  /** What shows this command instead: it needs a registry, a clone, or a machine of its own. */
  elsewhere?: string;
}

/** What no throw-away project can do, and what does it instead. */
const ELSEWHERE: readonly [RegExp, string][] = [
  [/^(?:git clone|cd) /, 'scripts/test-packed.mjs'],
  [/^npm install /, 'scripts/test-packed.mjs'],
  [/^npm run demo$/, 'packages/agent-replay/src/commands/demo.test.ts'],
  [/^npm (?:cit|run [a-z:]+)$/, 'package.json'],
  [/^source scripts\/services\.sh$/, 'scripts/services.sh'],
];

/** Runs every command of a page in its order, each as the next turn of its shape says, or as it stands. */
async function follow(page: string, project: Project, turns: readonly [string, Turn][]): Promise<void> {
  const left = [...turns];
  const seen = new Set<string>();
  for (const line of commandsOf(page)) {
    const elsewhere = ELSEWHERE.find(([pattern]) => pattern.test(line))?.[1];
    if (elsewhere !== undefined) {
      expect(existsSync(join(repository, elsewhere)), line).toBe(true);
      const [, script] = /^npm run (\S+)/.exec(line) ?? [];
      if (script !== undefined) expect(JSON.parse(readDoc('package.json')).scripts).toHaveProperty([script]);
      continue;
    }
    const index = left.findIndex(([shape]) =>
      shape.endsWith('*') ? line.startsWith(shape.slice(0, -1)) : line === shape,
    );
    const [, turn = {}] = index === -1 ? [] : (left.splice(index, 1)[0] ?? []);
    // What ran as it stands need not run so again.
    if (index === -1 && seen.has(line)) continue;
    seen.add(line);
    if (turn.elsewhere !== undefined) {
      expect(existsSync(join(repository, turn.elsewhere)), line).toBe(true);
      continue;
    }
    await turn.before?.();
    const [program, ...shown] = line.split(/\s+/);
    const args = (await turn.args?.()) ?? shown;
    expect(args.join(' '), 'a placeholder that nobody filled').not.toMatch(/<\w+>/);
    const ended = await run(project, program === 'vitest' ? vitest(args) : [command, ...args], turn.until);
    expect({ line, code: ended.code, text: ended.code === (turn.code ?? 0) ? '' : ended.text }).toEqual({
      line,
      code: turn.code ?? 0,
      text: '',
    });
    await turn.after?.();
  }
  expect(
    left.map(([shape]) => shape),
    'turns that the page has no command for',
  ).toEqual([]);
}

function vitest(args: readonly string[]): string[] {
  return [join(repository, 'node_modules/vitest/vitest.mjs'), ...args];
}

function run(
  { root }: Project,
  args: readonly string[],
  until?: string,
): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '', VITEST: undefined };
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    let isTold = false;
    const hear = (chunk: Buffer): void => {
      text += chunk.toString();
      if (until === undefined || isTold || !text.includes(until)) return;
      isTold = true;
      child.kill('SIGTERM');
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('close', (code) => resolve({ code, text }));
  });
}

/** The run that failed last. */
async function failedRun(project: Project): Promise<string> {
  const { value } = await project.json<{ runs: { run_id: string }[] }>('runs', '--status', 'failed');
  return value.runs[0]?.run_id ?? 'none';
}

/** The agent of the README as it is pasted; and without its artifact. */
function agentOfReadme(isFixed: boolean): string {
  const [agent = ''] = blocksOf('README.md', 'ts');
  return isFixed ? agent : agent.replace(/^.*recordArtifact.*\n/m, '');
}

function projectOfReadme(): Project {
  const [, calls = '', config = '', runner = ''] = blocksOf('README.md', 'ts');
  return createProject({
    'package.json': { name: 'project', private: true, type: 'module', devDependencies: { vitest: '5' } },
    'src/agent.ts': agentOfReadme(false),
    'live.ts': `import { agent } from './src/agent.ts';\n${calls}`,
    'agent-replay.config.ts': config,
    'vitest.config.ts': runner,
  });
}

/** What a reader does between a freeze and a proof. */
function mend(project: Project): void {
  project.write('src/agent.ts', agentOfReadme(true));
  commit(project, 'fixed');
}

describe('every command does what the page says, in the order that it shows them', () => {
  test('README.md', async () => {
    const project = projectOfReadme();
    commit(project, 'broken');
    await project.node('live.ts');
    await follow('README.md', project, [
      ['agent-replay freeze *', { args: async () => ['freeze', await failedRun(project)] }],
      ['vitest run', { code: 1, after: () => mend(project) }],
      ['vitest run', {}],
      ['agent-replay schedule', { until: 'scheduling' }],
      ['agent-replay serve', { until: '/healthz' }],
      ['agent-replay import *', { before: () => record(project), after: () => completeFixture(project) }],
    ]);
  });

  test('docs/runbook.md', async () => {
    const project = createProject();
    await follow('docs/runbook.md', project, [
      ['agent-replay gate', {}],
      ['agent-replay runs --status failed', { before: () => wrapAndRun(project) }],
      [
        'agent-replay freeze *',
        { args: async () => ['freeze', await failedRun(project)], after: () => mend(project) },
      ],
      [
        'agent-replay schedule --export systemd *',
        { args: () => ['schedule', '--export', 'systemd', '--out', 'units'] },
      ],
      ['agent-replay schedule', { until: 'scheduling' }],
      // It was proven, and nothing has replayed it since: so it refuses.
      ['agent-replay gate', { code: 1 }],
      ['agent-replay gate --json', { code: 1 }],
      ['agent-replay gate', {}],
      ['agent-replay --fixture <dir>', { args: () => ['--fixture', FIXTURE] }],
      [
        'agent-replay prove <dir> *',
        { args: () => ['prove', FIXTURE, '--broken', 'HEAD~1', '--fixed', 'HEAD'] },
      ],
      ['agent-replay --fixture <dir>', { args: () => ['--fixture', FIXTURE] }],
      ['agent-replay schedule', { until: 'scheduling' }],
      ['agent-replay monitor --merge *', { before: () => monitorShards(project) }],
      // One of four: what the others replay is unknown to it.
      ['agent-replay monitor --shard *', { before: () => project.remove('.agent-replay'), code: 3 }],
    ]);
    expect(project.read('.github/workflows/agent-replay-schedule.yml')).toContain('shard: [1, 2, 3, 4]');
    expect(project.read('agent-replay.xml')).toContain('<testsuites>');
  });

  test('docs/agents.md', async () => {
    const [agent = '', config = '', live = ''] = blocksOf('docs/agents.md', 'js');
    const project = createProject({ 'agent-replay.config.js': config, 'run.js': live });
    const write = (isFixed: boolean) => {
      project.write('triage.js', isFixed ? agent : agent.replace("isDown ? 'urgent'", "isDown ? 'outage'"));
      commit(project, isFixed ? 'fixed' : 'broken');
    };
    write(false);
    await project.node('run.js');
    const fixture = 'fixtures/agent_failure_forensics/x_wrong_label';
    await follow('docs/agents.md', project, [
      ['agent-replay freeze *', { args: async () => ['freeze', await failedRun(project)] }],
      ['agent-replay --fixture fixtures', { code: 1, after: () => write(true) }],
      ['agent-replay prove *', { args: () => ['prove', fixture, '--broken', 'broken', '--fixed', 'fixed'] }],
      ['agent-replay import traces.json *', { before: () => traces(project) }],
      ['agent-replay import *', { elsewhere: 'test/airline.test.ts' }],
    ]);
  });
});

/** A recording to import: real traffic. */
function record(project: Project): void {
  const recording = join(repository, 'examples/research-agent/recordings/largest-city.yaml');
  cpSync(recording, join(project.root, 'recording.yaml'));
}

/** Traces to import, and what their runs are held against. */
function traces(project: Project): void {
  const recorded = join(repository, 'test/otel/recorded/openinference-openai.json');
  cpSync(recorded, join(project.root, 'traces.json'));
  project.write('expected.json', { artifacts: { min: 0 } });
}

/** The three files that an import does not write, from a fixture that there is. */
function completeFixture(project: Project): void {
  for (const name of ['input.json', 'expected.json', 'notes.json']) {
    const text = project
      .read(`${FIXTURE}/${name}`)
      .replace('"fixture_id": "missing_artifact_ref"', '"fixture_id": "my_case"');
    project.write(`fixtures/my_suite/my_case/${name}`, text);
  }
}

/** Step two of the runbook: an agent of one's own beside the example, and a run of it that fails. */
async function wrapAndRun(project: Project): Promise<void> {
  const [, calls = ''] = blocksOf('README.md', 'ts');
  project.write('src/agent.ts', agentOfReadme(false));
  project.write('live.ts', `import { agent } from './src/agent.ts';\n${calls}`);
  project.edit('agent-replay.config.mjs', (text) =>
    text.replace('agents: {', "agents: {\n    researcher: './src/agent.ts#agent',"),
  );
  commit(project, 'broken');
  await project.node('live.ts');
}

/** What each of four machines does. */
async function monitorShards(project: Project): Promise<void> {
  for (const index of [1, 2, 3, 4]) {
    await project.run('monitor', '--shard', `${index}/4`);
    project.write(`shards/${index}.json`, project.read('.agent-replay/monitor.json'));
  }
}
