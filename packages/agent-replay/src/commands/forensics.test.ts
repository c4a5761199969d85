import type { MonitorArtifact, RunRecord } from '@agent-replay/contracts';
import { expect, test, vi } from 'vitest';
import { agentModule, commit, CONFIG, createProject, fixtureFiles, type Project } from '../project.suite.ts';

// Whole processes, several a test, on machines that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const FIXTURE = 'fixtures/agent_failure_forensics/missing_artifact_ref';
const BROKEN = agentModule(
  `await search('x'); return { done: true };`,
  `const search = tool('search', async (q) => [q], { effect: 'read' });`,
);
const FIXED = BROKEN.replace('return {', 'await report(); return {');
const LIVE = `import { agent } from './agent.js'; await agent.execute({ task_id: 'order-7', payload: { q: 'x' } });`;

interface Traced {
  broken: string[];
  links: { link: string; ok: boolean; ref: string | null; text: string }[];
}

async function failedRun(project: Project): Promise<Pick<RunRecord, 'run_id' | 'fingerprint'>> {
  await project.node('live.js');
  const { value } = await project.json<{ runs: RunRecord[] }>('runs', '--status', 'failed');
  return value.runs[0] ?? { run_id: 'none', fingerprint: null };
}

test('a fixture that the lock file names and that is gone is told by the monitor, and is not green', async () => {
  const project = createProject({
    ...CONFIG,
    'agent.js': agentModule('await report(); return { done: true };'),
    'agent-replay.lock.json': { format: 1, fixtures: ['suite/gone', 'suite/here'] },
    ...fixtureFiles('here', { notes: { run_id: null, fingerprint: null } }),
  });
  const { code, value } = await project.json<MonitorArtifact>('monitor');
  expect(code).toBe(3);
  expect(value.fixtures.map(({ fixture_id, state, reason }) => `${fixture_id} ${state} ${reason}`)).toEqual([
    'gone stale fixture_vanished: it is in agent-replay.lock.json and not on disk; bring it back, or take its line out',
    'here stale unproven: it has not been seen red on the broken code and green on the fix',
  ]);
  const gate = await project.json<{ reasons: { code: string; subject: string; text: string }[] }>('gate');
  expect(gate.value.reasons.map((each) => `${each.code} ${each.subject}: ${each.text}`)).toEqual([
    'fixture_vanished suite/gone: it is in the monitor and not on disk; bring it back, or take its line out of agent-replay.lock.json and monitor again',
    'unproven suite/here: it has not been seen red on the broken code and green on the fix',
  ]);

  project.write('fixtures/suite/here/expected.json', '{');
  const coverage = await project.json<{ fixtures: { fixture_id: string; state: string }[] }>('coverage');
  expect(coverage.value.fixtures).toMatchObject([{ fixture_id: 'here', state: 'stale' }]);
});

test('trace names every broken link of a failure, and none once it is frozen, replayed and watched', async () => {
  const project = createProject({ ...CONFIG, 'agent.js': BROKEN, 'live.js': LIVE });
  commit(project, 'broken');
  const { run_id: runId, fingerprint } = await failedRun(project);
  const trace = (of: string) => project.json<Traced>('trace', of);

  const before = await trace(fingerprint as string);
  expect(before).toMatchObject({ code: 3, value: { broken: ['fixture', 'replay', 'monitor', 'gate'] } });
  expect(before.value.links.map(({ link }) => link)).toEqual([
    'run',
    'input',
    'contract',
    'fixture',
    'replay',
    'monitor',
    'gate',
  ]);
  expect(before.value.links.slice(0, 3)).toMatchObject([
    { ref: runId, text: expect.stringContaining('order-7 #1') },
    { text: '{"q":"x"}' },
    { ref: '/artifacts/min', text: expect.stringMatching(/^missing_artifact_ref: /) },
  ]);

  await project.run('freeze', runId);
  expect((await trace(runId)).value.broken).toEqual(['replay', 'monitor', 'gate']);
  const { value } = await project.json<{ fixtures: [{ run: RunRecord }] }>('--fixture', FIXTURE);
  const replayed = await trace(value.fixtures[0].run.run_id);
  expect(replayed.value.broken).toEqual(['monitor', 'gate']);
  expect(replayed.value.links).toContainEqual(
    expect.objectContaining({ link: 'input', text: 'of the fixture missing_artifact_ref' }),
  );
  project.write('agent.js', FIXED);
  commit(project, 'fixed');
  await project.run('prove', FIXTURE, '--broken', 'broken', '--fixed', 'fixed');
  await project.run('monitor');
  const after = await trace((fingerprint as string).slice(0, 11));
  expect((await project.run('trace', runId)).stdout).toMatch(/input +[0-9a-f]{64} /);
  expect(after).toMatchObject({ code: 0, value: { broken: [] } });
  expect(after.value.links.map(({ ref }) => ref)).toContain('agent_failure_forensics/missing_artifact_ref');
  expect((await project.run('trace', runId)).stdout).toContain('✓ every link holds');

  project.edit('.agent-replay/monitor.json', (text) => text.replace('"passing"', '"failing"'));
  expect(await trace(runId)).toMatchObject({ code: 3, value: { broken: ['gate'] } });
  project.edit('.agent-replay/monitor.json', (text) => text.replace('"format": 1', '"format": 2'));
  const newer = await project.json<{ reasons: object[] }>('gate');
  expect(newer).toMatchObject({
    code: 3,
    value: {
      reasons: [
        {
          code: 'monitor_corrupt',
          text: expect.stringMatching(/^is of format 2, newer than 1, .* update agent-replay$/),
        },
      ],
    },
  });
  project.write(`${FIXTURE}/expected.json`, '{');
  const unreadable = await trace(runId);
  expect(unreadable.value.links.find(({ link }) => link === 'fixture')?.text).toBe(
    'none is among those that can be read; agent_failure_forensics/missing_artifact_ref cannot',
  );
  expect(await project.json('trace', 'nobody')).toMatchObject({
    value: { error: { code: 'RUN_NOT_FOUND' } },
  });
});

test('compare puts the live run beside the replay of its fixture', async () => {
  const project = createProject({ ...CONFIG, 'agent.js': BROKEN, 'live.js': LIVE });
  expect(await project.json('compare')).toMatchObject({
    code: 2,
    value: {
      error: { message: expect.stringMatching(/^Failed to compare runs: there is no replay yet\.\n/) },
    },
  });
  const { run_id: runId } = await failedRun(project);
  expect(await project.json('compare', '--task', 'order-7')).toMatchObject({
    value: { error: { code: 'RUN_NOT_FOUND', message: expect.stringContaining('there is no replay of it') } },
  });
  await project.run('freeze', runId);
  project.write('agent.js', FIXED);
  await project.run('--fixture', FIXTURE);
  for (const query of [['--task', 'order-7'], ['--fixture', 'missing_artifact_ref'], []]) {
    const { code, value } = await project.json<{ live: RunRecord; replay: RunRecord; fields: object[] }>(
      'compare',
      ...query,
    );
    expect(code).toBe(0);
    expect(value).toMatchObject({ live: { run_id: runId }, replay: { run_type: 'replay' }, same: false });
    expect(value.fields).toContainEqual({ field: 'status', live: 'failed', replay: 'passed', same: false });
    expect(value.fields).toContainEqual({ field: 'tool_calls', live: 1, replay: 1, same: true });
  }
  expect(await project.run('compare', 'order-7')).toMatchObject({ code: 2 });
  expect((await project.run('compare')).stdout).toMatch(/≠\s+status\s+failed\s+passed/);
  const other = fixtureFiles('elsewhere', {
    input: { task: { task_id: 'never-live', attempt: 1, payload: { q: 'x' } } },
  });
  for (const [path, content] of Object.entries(other)) project.write(path, content);
  await project.run('--fixture', 'elsewhere');
  for (const query of [[], ['--live', runId]])
    expect(await project.json('compare', ...query)).toMatchObject({
      code: 0,
      value: { live: { run_id: runId } },
    });
  expect((await project.run('show', 'order-7')).stdout).toContain('… of the fixture missing_artifact_ref\n');
});

test('show gives every attempt at a task in one look, with what was refused and what was too short', async () => {
  const live = `
    import { agent } from './agent.js';
    for (const payload of [{ q: 'x' }, { q: 'x', fail: true }])
      await agent.execute({ task_id: 'order-7', payload, state: [{ ref: 'crm', content: { tier: 'gold' } }] }).catch(() => {});`;
  const agent = BROKEN.replace(
    'return {',
    `if (payload.fail) {
       createSocket('udp4').close();
       throw new TypeError('no such row', { cause: Object.assign(new Error('lock timeout'), { code: '55P03' }) });
     }
     await context.recordEvent({ kind: 'retry', attempt: 1, cause: 'busy', delay_ms: 5, decision: 'retry' });
     await report(); return {`,
  );
  const imported = `import { createSocket } from 'node:dgram';\n${agent}`;
  const project = createProject({ ...CONFIG, 'agent.js': imported, 'live.js': live });
  await project.node('live.js');
  const { stdout } = await project.run('show', 'order-7');
  expect(stdout).toMatch(
    /order-7 #1 {2}passed[\s\S]*order-7 #2 {2}failed {2}exception: TypeError: no such row/,
  );
  expect(stdout).toMatch(/exception +TypeError: no such row, caused by Error \[55P03\]: lock timeout\n/);
  expect(stdout).toMatch(/note +it was captured through unknown channels: udp\n/);
  expect(stdout).toMatch(/state +crm [0-9a-f]{12}…/);
  expect(stdout).toMatch(/artifact +report report\.md 4 bytes [0-9a-f]{12}… \(confirmed\)/);
  expect(stdout).toMatch(/tool_call +search\("x"\)/);
  expect(stdout).toMatch(/retry +attempt 1, retry after 5 ms: busy/);
  expect(stdout).toMatch(/used +\d+ ms, 1 tool call, 0 model calls/);
  const { value } = await project.json<{ attempts: { run: RunRecord; events: object[] }[] }>(
    'show',
    'order-7',
  );
  expect(value.attempts.map(({ run }) => run.attempt)).toEqual([1, 2]);
});

test('a run that is past its deadline and within its grace is said to be so, with when it is closed', async () => {
  const project = createProject({ ...CONFIG, 'agent.js': BROKEN });
  const started = Date.now() - 30_000;
  project.write(
    'start.mjs',
    `import { openStore, startRun } from '@agent-replay/runs';
     const store = await openStore('.agent-replay/runs.db');
     const run = await startRun(store, { task_id: 'lost', attempt: 1, agent_name: 'a', code_version: '1', model: 'm', prompt_version: '1',
       tool_allowlist: [], timeout_seconds: 1, input_sha256: '0'.repeat(64), state_refs: [] }, { now: () => ${started} });
     process.stdout.write(run.record.run_id, () => process.kill(process.pid, 'SIGKILL'));`,
  );
  const { stdout: id } = await project.node('start.mjs');
  const deadline = new Date(started + 1000).toISOString();
  const closedAfter = new Date(started + 3_601_000).toISOString();
  const { stdout } = await project.run('watchdog', '--grace', '1h');
  expect(stdout).toBe(
    `overdue  ${id}  a  lost #1  its deadline was ${deadline}; closed by a watchdog after ${closedAfter}
1 run is past its deadline and within the grace; --grace 0s closes it now
nothing abandoned
`,
  );
  const { value } = await project.json('watchdog', '--grace', '1h');
  expect(value).toMatchObject({
    closed: [],
    late: [],
    within_grace: [{ run: { run_id: id }, closed_after: closedAfter }],
  });
  const told = /"agent-replay watchdog" closes it/;
  expect((await project.run('show', id)).stdout).toMatch(
    new RegExp(`past its deadline, ${deadline}; ${told.source}`),
  );
  expect((await project.run('freeze', id)).stderr).toMatch(
    new RegExp(`it is still open, its deadline is ${deadline}.\n  fix  wait for its close; ${told.source}`),
  );
  expect((await project.run('watchdog', '--grace', '0s')).stdout).toMatch(/^abandoned {2}/);
});

test('watchdog --every goes on until it is stopped, a document a line', async () => {
  const project = createProject({ ...CONFIG, 'agent.js': BROKEN });
  project.write(
    'start.mjs',
    `import { openStore, startRun } from '@agent-replay/runs';
     const store = await openStore('.agent-replay/runs.db');
     await startRun(store, { task_id: 'lost', attempt: 1, agent_name: 'a', code_version: '1', model: 'm', prompt_version: '1',
       tool_allowlist: [], timeout_seconds: 1, input_sha256: '0'.repeat(64), state_refs: [] }, { now: () => Date.now() - 3_600_000 });
     process.kill(process.pid, 'SIGKILL');`,
  );
  await project.node('start.mjs');
  project.write(
    'watch.mjs',
    `import { spawn } from 'node:child_process';
     const child = spawn(process.execPath, [process.argv[2], 'watchdog', '--every', '20ms', '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
     let text = '';
     child.stdout.on('data', (chunk) => { text += chunk; if (text.split('\\n').length > 3) child.kill('SIGTERM'); });
     child.on('close', (code, signal) => console.log(JSON.stringify({ code, signal, passes: text.trim().split('\\n').map((line) => JSON.parse(line).closed.length) })));`,
  );
  const { stdout } = await project.node('watch.mjs', 'node_modules/agent-replay/bin/agent-replay.mjs');
  const watched = JSON.parse(stdout) as { code: number; signal: null; passes: number[] };
  expect({ code: watched.code, signal: watched.signal }).toEqual({ code: 0, signal: null });
  expect(watched.passes.slice(0, 3)).toEqual([1, 0, 0]);
});

test('trace and compare take the replay of the code as it is here, and say of which ref one that prove made was', async () => {
  const project = createProject({
    ...CONFIG,
    'agent.js': BROKEN,
    'live.js': LIVE.replace(`q: 'x'`, `q: 'x', mail: 'jane.doe@example.com'`),
  });
  commit(project, 'broken');
  const { run_id: runId } = await failedRun(project);
  await project.run('freeze', runId);
  project.write('agent.js', FIXED);
  commit(project, 'fixed');
  const tryBroken = () =>
    project.run('prove', FIXTURE, '--broken', 'broken', '--fixed', 'fixed', '--benign', 'broken');
  const replayLink = async () => {
    const { value } = await project.json<Traced>('trace', runId);
    return value.links.find(({ link }) => link === 'replay');
  };
  interface Compared {
    replay: RunRecord;
    replay_ref: string | null;
    fields: { field: string }[];
  }
  await tryBroken();
  expect(await replayLink()).toMatchObject({
    ok: false,
    text: expect.stringMatching(/^only of the code of broken, by prove: failed at /),
    fix: `agent-replay --fixture ${FIXTURE}`,
  });
  const old = await project.json<Compared>('compare');
  expect(old.value).toMatchObject({ replay: { status: 'failed' }, replay_ref: 'broken' });
  expect((await project.run('compare')).stdout).toMatch(/ replay of .*, of the code of broken\n/);

  await project.run('--fixture', FIXTURE);
  await tryBroken();
  expect(await replayLink()).toMatchObject({ ok: true, text: expect.stringMatching(/^passed at /) });
  const { value } = await project.json<Compared>('compare');
  expect(value).toMatchObject({ replay: { status: 'passed' }, replay_ref: null });
  expect(value.fields.find(({ field }) => field === 'input_sha256')).toMatchObject({
    same: false,
    note: 'the live run had what redaction has taken out of the record',
  });
  const named = await project.json<Compared>('compare', '--replay', old.value.replay.run_id);
  expect(named.value.replay_ref).toBe('broken');
});

test('compare says of two runs of uncommitted code that it need not have been the same', async () => {
  const project = createProject({ ...CONFIG, 'agent.js': BROKEN, 'live.js': LIVE });
  commit(project, 'broken');
  project.write('agent.js', `${BROKEN}\n// one\n`);
  await project.run('freeze', (await failedRun(project)).run_id, '--no-replay');
  project.write('agent.js', FIXED);
  await project.run('--fixture', FIXTURE);
  const { value } = await project.json<{ fields: { field: string }[] }>('compare');
  expect(value.fields.find(({ field }) => field === 'code_version')).toMatchObject({
    live: expect.stringMatching(/-dirty$/),
    same: true,
    note: 'files differed from that commit both times, and not the same ones need have',
  });
});
