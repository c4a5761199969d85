import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MonitorArtifact } from '@agent-replay/contracts';
import { expect, test, vi } from 'vitest';
import { addProvenFixture, agentModule, commit, CONFIG, createProject } from '../project.suite.ts';
import { openSwitch } from '../schedule/open-switch.suite.ts';
import { BROKEN, failedRun, FIXED, FIXTURE, LIVE } from './loop.suite.ts';

vi.setConfig({ testTimeout: 300_000 });

test('shards on machines of their own come together in one artifact; one that was edited keeps it from being', async () => {
  const project = createProject();
  expect(await project.run('init', '--yes')).toMatchObject({ code: 0 });
  for (const index of [1, 2]) {
    // Its own results are known, the other shard's are not.
    const { code, value } = await project.json<MonitorArtifact>(
      'monitor',
      '--shard',
      `${index}/2`,
      '--junit',
      `${index}.xml`,
    );
    // Only what was replayed took a time.
    expect(project.read(`${index}.xml`).match(/<testcase [^>]* time="(?!0\.000)/g)).toHaveLength(4);
    expect([code, value.fixtures_passing, value.fixtures_stale]).toEqual([3, 4, 4]);
    project.write(`shards/${index}.json`, project.read('.agent-replay/monitor.json'));
    project.remove('.agent-replay');
  }
  const merged = await project.run(
    'monitor',
    '--merge',
    'shards/2.json',
    'shards/1.json',
    '--junit',
    'junit.xml',
  );
  expect(merged).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('8 fixtures: 8 passing, 0 failing, 0 stale'),
  });
  expect(readFileSync(join(project.root, 'junit.xml'), 'utf8').match(/<testcase /g)).toHaveLength(8);
  expect(await project.json('gate')).toMatchObject({
    code: 0,
    value: { healthy: true, history: { has_fired: false } },
  });
  const tested = await project.run('gate', '--self-test');
  expect(tested).toMatchObject({ code: 0, stdout: expect.stringContaining('the gate turns') });
  expect(tested.stdout).toMatch(/^refused {2}\S+ turned red in it$/m);
  expect(await project.json('gate')).toMatchObject({ value: { history: { has_fired: true } } });

  project.edit('shards/1.json', (text) => text.replace('"fixtures_passing": 4', '"fixtures_passing": 8'));
  const refused = await project.run('monitor', '--merge', 'shards/1.json', 'shards/2.json');
  expect(refused.code).toBe(3);
  expect(refused.stderr).toContain('Failed to merge "shards/1.json"');
  // What the merge before it found is no answer any more.
  const gated = await project.run('gate');
  expect(gated.code).toBe(3);
  expect(gated.stdout).toContain('was withdrawn: Failed to merge "shards/1.json": does not match its schema');
});

test('merges no part of another commit, and into none of the parts', async () => {
  const project = createProject();
  await project.run('init', '--yes');
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@localhost', ...args], {
      cwd: project.root,
    });
  git('init', '--quiet');
  const commits = ['1', '2'].map((index) => {
    git('commit', '--quiet', '--allow-empty', '--message', index);
    return git('rev-parse', 'HEAD').toString().trim();
  });
  for (const [at, made] of commits.entries()) {
    git('checkout', '--quiet', made);
    const { value } = await project.json<MonitorArtifact>('monitor', '--shard', `${at + 1}/2`);
    expect(value.code_version).toBe(made);
    project.write(`shards/${at + 1}.json`, project.read('.agent-replay/monitor.json'));
    project.remove('.agent-replay');
  }
  const [one, other] = commits.map((made) => made.slice(0, 24));
  const refused = await project.run('monitor', '--merge', 'shards/1.json', 'shards/2.json');
  expect(refused.code).toBe(3);
  expect(refused.stderr).toContain(
    `Failed to merge "shards/2.json": it is of ${other}, and "shards/1.json" of ${one}.`,
  );
  expect((await project.run('gate')).stdout).toContain('was withdrawn: Failed to merge "shards/2.json"');

  const part = project.read('shards/1.json');
  project.write('.agent-replay/monitor.json', part);
  const onto = await project.json('monitor', '--merge', './.agent-replay/monitor.json', 'shards/gone.json');
  expect(onto).toMatchObject({
    code: 2,
    value: {
      error: {
        code: 'USAGE',
        message: 'Failed to merge "./.agent-replay/monitor.json": it is where the whole goes.',
      },
    },
  });
  expect(project.read('.agent-replay/monitor.json')).toBe(part);
});

test('an agent that cannot be loaded is unknown, and where its error is to be seen is told', async () => {
  const project = createProject();
  await project.run('init', '--yes');
  project.edit('agents/example-agent.mjs', (text) => `import './gone.mjs';\n${text}`);
  const { code, stdout, stderr } = await project.run('monitor');
  expect(code).toBe(3);
  expect(stdout).toContain('7 passing, 0 failing, 1 stale');
  expect(stderr).toContain('cannot be imported: agent-replay --fixture fixtures/examples/missing_report\n');
});

test.each([
  ['aborts', 'process.abort()', 'stale', 'crashed: replay_crashed: its process ended with SIGABRT', 3],
  [
    'leaves by the back door',
    'process.reallyExit(0)',
    'failing',
    'missing_artifact_ref: the process ended with exit code 0 before an artifact was recorded',
    1,
  ],
])(
  'a fixture that passed, and whose agent then %s, passes no more',
  async (_name, code, state, reason, status) => {
    const project = createProject();
    await project.run('init', '--yes');
    expect((await project.run('monitor')).code).toBe(0);
    project.edit('agents/example-agent.mjs', (text) => text.replace(/async run\([^)]*\) \{/, `$&${code};`));
    const { code: exit, value } = await project.json<MonitorArtifact>('monitor');
    expect(value.fixtures.find(({ fixture_id: id }) => id === 'missing_report')).toMatchObject({
      state,
      reason,
    });
    expect(exit).toBe(status);
    expect((await project.run('gate')).code).not.toBe(0);
  },
);

test('F5: monitoring refuses a mode that can change the world', async () => {
  const project = createProject();
  expect(await project.run('monitor', '--mode', 'live')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('can change the world'),
  });
  expect(await project.run('monitor', '--mode', 'fast')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('the mode "fast" is none'),
  });
  expect((await project.run('monitor', '--help')).stdout).not.toMatch(/"live"|"record"/);
});

test('L28: nothing replayed is unknown, never green', async () => {
  const project = createProject();
  expect(await project.json('monitor')).toMatchObject({ code: 3, value: { fixtures_total: 0 } });
  expect(await project.json('gate')).toMatchObject({
    code: 3,
    value: { reasons: [{ code: 'no_fixtures' }] },
  });
});

test('a tier without fixtures replays nothing, and says so', async () => {
  const project = createProject();
  await project.run('init', '--yes');
  expect(await project.run('monitor')).toMatchObject({ code: 0 });
  const told = await project.run('monitor', '--tier', 'full');
  expect(told.stderr).toContain('no fixture is of the tier "full": nothing was replayed');
  expect((await project.run('monitor', '--tier', 'critical')).stderr).not.toContain(
    'no fixture is of the tier',
  );
});

/** A hundred runs of another agent, all of which pass. */
const PASSING = `import { defineAgent } from 'agent-replay';
async function run(_, context) {
  await context.recordArtifact({ kind: 'message_id', uri: 'mail:1', probe: () => true });
  return { done: true };
}
const contract = { artifacts: { min: 1 } };
const other = defineAgent({ name: 'other', promptVersion: '1', model: 'm', contract, run });
const ends = [];
for (let i = 0; i < 100; i++) ends.push(await other.execute({ task_id: String(i), payload: {} }));
console.log(ends.filter(({ run }) => run.status === 'passed').length, 'passed');`;

test('one failure leaves a failed run, a fixture, a failing replay and a gate that refuses, whatever else passes', async () => {
  const project = createProject({ ...CONFIG, 'agent.js': BROKEN, 'live.js': LIVE, 'passing.js': PASSING });
  commit(project, 'broken');
  const runId = await failedRun(project);
  expect(await project.run('freeze', runId)).toMatchObject({ code: 0 });
  const notes = `${FIXTURE}/notes.json`;
  project.edit(notes, (text) => text.replace(/"tier": "[a-z]+"/, '"tier": "critical"'));
  project.write('agent.js', FIXED);
  commit(project, 'fixed');
  expect(await project.run('prove', FIXTURE, '--broken', 'broken', '--fixed', 'fixed')).toMatchObject({
    code: 0,
  });
  expect(await project.node('passing.js')).toMatchObject({ code: 0, stdout: '100 passed\n' });
  expect(await project.run('monitor')).toMatchObject({ code: 0 });
  expect(await project.run('gate')).toMatchObject({ code: 0 });

  project.write('agent.js', BROKEN);
  expect(await project.run('monitor')).toMatchObject({ code: 1 });
  expect(await project.json('gate')).toMatchObject({
    code: 1,
    value: {
      reasons: [{ code: 'fixture_failing', subject: 'agent_failure_forensics/missing_artifact_ref' }],
    },
  });
  const { value } = await project.json<{ runs: { run_type: string; fixture_id: string | null }[] }>(
    'runs',
    '--status',
    'failed',
  );
  // The proof left a failing replay, too.
  const kinds = new Set(value.runs.map(({ run_type: type, fixture_id: id }) => `${type} ${id}`));
  expect([...kinds].toSorted()).toEqual(['live null', 'replay missing_artifact_ref']);
});

test('the newest replay counts, whoever ran it: a red one by the command is in the artifact and closes the gate', async () => {
  const project = createProject({ ...CONFIG, 'agent.js': agentModule('await report();') });
  addProvenFixture(project, 'agent');
  expect(await project.run('monitor')).toMatchObject({ code: 0 });
  expect(await project.run('gate')).toMatchObject({ code: 0 });
  const broken = agentModule('');
  project.write('agent.js', broken);
  expect(await project.json('gate')).toMatchObject({
    code: 3,
    value: { reasons: [{ code: 'code_changed', subject: 'suite/agent' }], code_unchecked: [] },
  });
  expect(await project.run('--fixture', 'fixtures/suite/agent')).toMatchObject({ code: 1 });
  expect(await project.json('gate')).toMatchObject({
    code: 1,
    value: { reasons: [{ code: 'fixture_failing', subject: 'suite/agent' }] },
  });
  // Where no artifact stands, the result waits in the store.
  project.write('agent.js', agentModule('await report();'));
  project.remove('.agent-replay/monitor.json');
  expect(await project.run('--fixture', 'fixtures/suite/agent')).toMatchObject({ code: 0 });
  expect(await project.json('gate')).toMatchObject({ value: { reasons: [{ code: 'monitor_missing' }] } });
  expect(await project.json('monitor', '--shard', '2/2')).toMatchObject({
    value: { fixtures: [{ state: 'passing' }] },
  });
  // Another agent in its place says nothing of how the fixture stands.
  expect((await project.run('--fixture', 'fixtures/suite/agent', '--exec', 'false')).code).not.toBe(0);
  expect(await project.run('gate')).toMatchObject({ code: 0 });
});

test('the gate refuses what was replayed with other packages than there are now, until they are replayed', async () => {
  const module = agentModule('await report(text);', `import { text } from 'dependency';`);
  const project = createProject({
    'agent-replay.config.json': { agents: { agent: './app/agent.js#agent' } },
    'app/agent.js': module,
    'package-lock.json': '{}\n',
    'app/node_modules/dependency/package.json': {
      name: 'dependency',
      version: '1.0.0',
      type: 'module',
      exports: './index.js',
    },
    'app/node_modules/dependency/index.js': `export const text = 'done';`,
  });
  addProvenFixture(project, 'agent');
  const gate = () => project.json<{ reasons: object[] }>('gate');
  const refused = (text: string) => ({
    code: 3,
    value: {
      reasons: [
        {
          code: 'dependencies_changed',
          subject: 'suite/agent',
          text: `${text} that it was replayed with; run "agent-replay monitor" again`,
        },
      ],
    },
  });
  expect(await project.run('monitor')).toMatchObject({ code: 0 });
  expect(await gate()).toMatchObject({ code: 0, value: { reasons: [] } });
  project.write('package-lock.json', '{}\r\n');
  expect(await gate()).toMatchObject({ code: 0 });

  project.edit('app/node_modules/dependency/package.json', (text) => text.replace('1.0.0', '1.0.1'));
  expect(await gate()).toMatchObject(refused("the installed packages of its agent's code are not those"));
  expect(await project.run('monitor')).toMatchObject({ code: 0 });
  expect(await gate()).toMatchObject({ code: 0 });

  project.write('package-lock.json', '{ "packages": {} }\n');
  expect(await gate()).toMatchObject(refused("the packages' lock file is not the one"));
  expect(await project.run('--fixture', 'fixtures/suite/agent')).toMatchObject({ code: 0 });
  expect(await gate()).toMatchObject({ code: 0 });
});

test('report and schedule --export print one document, too', async () => {
  const project = createProject();
  const report = await project.json<{ file: string; bytes: number; healthy: boolean }>('report');
  expect(report).toEqual({
    code: 0,
    value: {
      file: join(project.root, '.agent-replay/report.html'),
      bytes: expect.any(Number),
      healthy: false,
    },
  });
  expect(Buffer.byteLength(project.read('.agent-replay/report.html'))).toBe(report.value.bytes);
  const printed = await project.json<{ files: object[] }>('schedule', '--export', 'crontab');
  expect(printed).toMatchObject({ code: 0, value: { files: [{ name: 'crontab', written: null }] } });
  const written = await project.json('schedule', '--export', 'crontab', '--out', 'cron');
  expect(written).toMatchObject({
    code: 0,
    value: {
      files: [
        { name: 'crontab', written: join(project.root, 'cron/crontab'), text: project.read('cron/crontab') },
      ],
    },
  });
});

test('L16: the tick of another scheduler tells the dead man’s switch; a shard alone and a person do not', async () => {
  const { asked, url } = await openSwitch();
  const project = createProject({
    'agent-replay.config.json': { monitor: { ping: url } },
  });
  await project.run('init', '--yes');
  expect(await project.run('monitor')).toMatchObject({ code: 0 });
  await project.run('monitor', '--tier', 'critical', '--shard', '1/2');
  expect(asked).toEqual([]);
  await project.run('monitor', '--tier', 'critical');
  project.write('shards/all.json', project.read('.agent-replay/monitor.json'));
  await project.run('monitor', '--merge', 'shards/all.json');
  expect(asked).toEqual(['GET /', 'GET /']);
  project.remove('fixtures/agent_replay_canaries/queue_claim');
  await project.run('monitor', '--tier', 'critical');
  expect(asked).toEqual(['GET /', 'GET /', 'GET /fail']);
  project.edit('agent-replay.config.json', (text) => text.replace(url, 'http://127.0.0.1:1'));
  expect((await project.run('monitor', '--tier', 'critical')).stderr).toContain(
    "the dead man's switch could not be told",
  );
});
