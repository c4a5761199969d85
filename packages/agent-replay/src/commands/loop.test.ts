import { mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { agentModule, commit, CONFIG, createProject, fixtureFiles, type Project } from '../project.suite.ts';
import { BROKEN, failedRun, FIXED, FIXTURE, LIVE } from './loop.suite.ts';

// Whole processes, several a test, on machines that may be busy.
vi.setConfig({ testTimeout: 300_000 });

test('a silent failure is frozen, red, fixed, proven and green, without an edit by hand', async () => {
  const project = createProject({ ...CONFIG, 'agent.js': BROKEN, 'live.js': LIVE });
  commit(project, 'broken');
  const runId = await failedRun(project);
  expect(await project.run('freeze', runId)).toMatchObject({ code: 0 });
  expect(readdirSync(join(project.root, FIXTURE)).toSorted()).toEqual([
    'expected.json',
    'input.json',
    'notes.json',
    'tool_cassettes.json',
  ]);
  const valid = await project.run('validate');
  expect(valid.code).toBe(0);
  expect(valid.stdout).toContain('1 valid: 1 unproven\n');

  const red = await project.run('--fixture', FIXTURE, '--mode', 'cassette');
  expect(red).toMatchObject({ code: 1, stderr: '' });
  expect(red.stdout).toContain('rule      missing_artifact_ref /artifacts/min');
  expect(red.stdout).toContain(`file      ${FIXTURE}/expected.json:`);

  project.write('agent.js', FIXED);
  commit(project, 'fixed');
  const green = await project.run('--fixture', FIXTURE);
  expect(green.code).toBe(0);
  expect(green.stdout).toContain('passes, unproven');

  expect(await project.run('prove', FIXTURE, '--broken', 'broken', '--fixed', 'fixed')).toMatchObject({
    code: 0,
  });
  // What drift is measured against.
  expect(JSON.parse(project.read(`${FIXTURE}/notes.json`))).toMatchObject({
    proof: { fixed: { model: 'm', prompt_version: '1' } },
  });
  expect((await project.run('--fixture', FIXTURE)).stdout).toContain('1 fixture: 1 passed');
  expect(project.git('worktree', 'list').trim().split('\n')).toHaveLength(1);

  commit(project, 'proven');
  project.edit(`${FIXTURE}/notes.json`, (text) =>
    text.replace('"stale_after": null', '"stale_after": "2026-01-01T00:00:00.000Z"'),
  );
  const stale = await project.run('--fixture', FIXTURE);
  expect(stale.stdout).toContain('passes, stale');
  expect(stale.stdout).toContain('1 fixture: 1 stale');
  project.edit(`${FIXTURE}/expected.json`, (text) => text.replace('"readable": true', '"readable": false'));
  const edited = await project.run('--fixture', FIXTURE);
  expect(edited.stdout).toContain('unproven: it was edited after it was proven: expected.json');
  expect((await project.run('validate')).stdout).toBe(
    `unproven  agent_failure_forensics/missing_artifact_ref: it was edited after it was proven: expected.json
  expected.json /artifacts/readable: true → false
1 valid: 1 unproven
`,
  );
});

test('what a tool asked of a server is not missed where the tool is answered from the tape', async () => {
  const agent = agentModule(
    `await search(payload.q); return { done: true };`,
    `const search = tool('search', async (q) => (await fetch(process.env.ORIGIN + '/?q=' + q)).text(), { effect: 'read' });`,
  );
  const live = `import { createServer } from 'node:http';
const server = createServer((_, response) => response.end('found')).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
process.env.ORIGIN = 'http://127.0.0.1:' + server.address().port;
${LIVE}
server.closeAllConnections();
server.close();`;
  const project = createProject({ ...CONFIG, 'agent.js': agent, 'live.js': live });
  await project.run('freeze', await failedRun(project));
  const { interactions } = JSON.parse(project.read(`${FIXTURE}/tool_cassettes.json`));
  expect(interactions).toMatchObject([
    { id: '0001', kind: 'tool' },
    { id: '0002', within: '0001', kind: 'http' },
  ]);
  project.edit('agent.js', (text) => text.replace('return {', 'await report(); return {'));
  const green = await project.run('--fixture', FIXTURE, '--fail-on-unused');
  expect(green.stdout).not.toContain('unused');
  expect(green.code).toBe(0);
});

test('a run frozen twice gives the same bytes, also after it was proven', async () => {
  const project = createProject({ ...CONFIG, 'agent.js': BROKEN, 'live.js': LIVE });
  const runId = await failedRun(project);
  const files = ['input.json', 'expected.json', 'tool_cassettes.json', 'notes.json'].map(
    (name) => `${FIXTURE}/${name}`,
  );
  await project.run('freeze', runId);
  project.edit(`${FIXTURE}/notes.json`, (text) => text.replace('"owner": null', '"owner": "ann"'));
  const first = files.map(project.read);
  await project.run('freeze', runId);
  expect(files.map(project.read)).toEqual(first);
  expect(first[2]).toContain('"search"');
});

test('freeze refuses a run that passed, one that is not there, and payloads that were not captured', async () => {
  const project = createProject({ ...CONFIG, 'agent.js': FIXED, 'live.js': LIVE });
  await project.node('live.js');
  const { value } = await project.json<{ runs: { run_id: string }[] }>('runs');
  const runId = value.runs[0]?.run_id ?? '';
  const refused = await project.run('freeze', runId);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('it passed');
  expect(await project.run('freeze', runId, '--force')).toMatchObject({ code: 0 });
  project.write('agent.js', BROKEN);
  project.edit('agent-replay.config.json', (text) =>
    JSON.stringify({ ...JSON.parse(text), capture: { search: 'hash' } }),
  );
  const hashed = await project.run('freeze', await failedRun(project));
  expect(hashed.code).toBe(2);
  expect(hashed.stderr).toMatch(/payload_not_captured: tool:search/);
  expect(await project.json('freeze', 'nobody')).toMatchObject({
    code: 2,
    value: { error: { code: 'RUN_NOT_FOUND' } },
  });
});

test('prove names what makes a red invalid', async () => {
  const project = createProject({ ...CONFIG, 'agent.js': BROKEN, 'live.js': LIVE });
  commit(project, 'broken');
  await project.run('freeze', await failedRun(project));
  project.write('agent.js', FIXED);
  commit(project, 'fixed');
  project.write('agent.js', 'throw new Error("no such module")');
  commit(project, 'unloadable');
  project.write('agent.js', `${FIXED}\nexport const = 1;`);
  commit(project, 'syntax');
  project.write('agent.js', `import 'never-installed';\n${FIXED}`);
  commit(project, 'dependency');
  project.write(
    'agent.js',
    `import { connect } from 'node:net';\n${FIXED.replace('await report();', "await new Promise((done) => connect(5432, 'db.example').on('error', done));")}`,
  );
  commit(project, 'network');
  project.write('agent.js', FIXED.replace('await report();', 'throw new RangeError("other");'));
  commit(project, 'other');
  const kinds = async (...refs: [broken: string, fixed: string]): Promise<string[]> => {
    const { code, value } = await project.json<{ invalid: { kind: string }[] }>(
      'prove',
      FIXTURE,
      '--broken',
      refs[0],
      '--fixed',
      refs[1],
    );
    expect(code).toBe(1);
    return value.invalid.map(({ kind }) => kind);
  };
  expect(await kinds('unloadable', 'fixed')).toEqual(['load_failure']);
  expect(await kinds('syntax', 'fixed')).toEqual(['syntax_error']);
  expect(await kinds('dependency', 'fixed')).toEqual(['missing_dependency']);
  expect(await kinds('network', 'fixed')).toEqual(['network_refused']);
  expect(await kinds('other', 'fixed')).toEqual(['wrong_class']);
  expect(await kinds('fixed', 'fixed')).toEqual(['unexpected_green', 'same_code']);
  expect(await kinds('broken', 'other')).toEqual(['red_on_fixed']);
  expect(JSON.parse(project.read(`${FIXTURE}/notes.json`))).toMatchObject({ proof: null });
  expect(await project.run('prove', FIXTURE, '--broken', 'nowhere', '--fixed', 'fixed')).toMatchObject({
    code: 2,
  });
  expect(await project.run('prove', FIXTURE)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no broken code is named'),
  });
  const benign = await project.json(
    'prove',
    FIXTURE,
    '--broken',
    'broken',
    '--fixed',
    'fixed',
    '--benign',
    'unloadable',
  );
  expect(benign).toMatchObject({ code: 1, value: { invalid: [{ kind: 'red_on_benign' }] } });
});

/** Tries to prove the fixture by the tags `broken` and `fixed`. */
function proof(project: Project): Promise<{ code: number; value: { invalid: { kind: string }[] } }> {
  return project.json('prove', FIXTURE, '--broken', 'broken', '--fixed', 'fixed');
}

test('what is proven is the code of the worktree, packages of a workspace included', async () => {
  const flaw = (isFixed: boolean): string => `export const isFixed = ${isFixed};\n`;
  const agent = agentModule(
    `await search('x'); if (isFixed) await report(); return { done: true };`,
    `import { isFixed } from '@acme/flaw'; const search = tool('search', async (q) => [q], { effect: 'read' });`,
  );
  const project = createProject({ ...CONFIG, 'agent.js': agent, 'live.js': LIVE });
  project.write('packages/flaw/package.json', { name: '@acme/flaw', type: 'module', exports: './index.js' });
  project.write('packages/flaw/index.js', flaw(false));
  // a node_modules of its own, with the workspace's package in it as npm and pnpm link it
  const installed = realpathSync(join(project.root, 'node_modules'));
  rmSync(join(project.root, 'node_modules'));
  mkdirSync(join(project.root, 'node_modules/@acme'), { recursive: true });
  symlinkSync('../../packages/flaw', join(project.root, 'node_modules/@acme/flaw'));
  for (const name of ['agent-replay', '@agent-replay'])
    symlinkSync(join(installed, name), join(project.root, 'node_modules', name));
  commit(project, 'broken');
  await project.run('freeze', await failedRun(project));
  project.write('packages/flaw/index.js', flaw(true));
  commit(project, 'fixed');
  expect(await proof(project)).toMatchObject({
    code: 0,
    value: { proven: true, invalid: [] },
  });
});

test('a tape is read by the rules of today, whatever code is replayed', async () => {
  const agent = agentModule(
    `await search({ q: 'x', nonce: process.pid }); return { done: true };`,
    `const search = tool('search', async ({ q }) => [q], { effect: 'read' });`,
  );
  const project = createProject({ ...CONFIG, 'agent.js': agent, 'live.js': LIVE });
  commit(project, 'broken');
  await project.run('freeze', await failedRun(project));
  project.edit('agent.js', (text) => text.replace('return {', 'await report(); return {'));
  commit(project, 'fixed');
  const kinds = async (): Promise<string[]> => {
    const { invalid } = (await proof(project)).value;
    return invalid.map(({ kind }) => kind);
  };
  expect(await kinds()).toEqual(['cassette_miss', 'red_on_fixed']);
  const { stdout } = await project.run('prove', FIXTURE, '--broken', 'broken', '--fixed', 'fixed');
  expect(stdout).toContain('  fix  the broken code asks otherwise than the run did');
  project.edit('agent-replay.config.json', (text) =>
    JSON.stringify({ ...(JSON.parse(text) as object), match: { ignore: ['$..nonce'] } }),
  );
  expect(await kinds()).toEqual([]);
});

test('a fix whose call is on the tape with another time is told to take its request over', async () => {
  const send =
    "await fetch('https://api.example.com/', { method: 'POST', body: JSON.stringify({ at: new Date() }) });";
  const project = createProject({
    ...CONFIG,
    ...fixtureFiles('late', {
      interactions: [
        {
          id: 'one',
          kind: 'http',
          effect: 'write',
          request: {
            method: 'POST',
            url: 'https://api.example.com/',
            headers: [['content-type', 'text/plain;charset=UTF-8']],
            body: { json: { at: '2026-11-25T09:09:59.001Z' } },
          },
          response: { status: 200, headers: [], body: { json: {} } },
        },
      ],
    }),
    'agent.js': agentModule(''),
  });
  commit(project, 'broken');
  project.write('agent.js', agentModule(`${send} await report();`));
  commit(project, 'fixed');
  const { stdout } = await project.run('prove', 'late', '--broken', 'broken', '--fixed', 'fixed');
  expect(stdout).toContain('red_on_fixed');
  expect(stdout).toContain('  fix  only times and ids differ, which a replay takes from the clock');
});

test('onFailure: "freeze" makes the fixture when the run is closed', async () => {
  const config = {
    'agent-replay.config.json': { agents: { agent: './agent.js#agent' }, onFailure: 'freeze' },
  };
  const project = createProject({ ...config, 'agent.js': BROKEN, 'live.js': LIVE });
  await project.node('live.js');
  expect((await project.run('validate')).stdout).toContain('1 valid: 1 unproven\n');
});

test('a fixture is reduced to the calls and the input that its failure needs', async () => {
  const agent = agentModule(
    `for (const n of payload.calls) await look(n);
     if (payload.calls.includes(3) && payload.calls.includes(17)) return { done: true };
     await report();`,
    `const look = tool('look', async (n) => n, { effect: 'read' });`,
  );
  const calls = Array.from({ length: 20 }, (_, index) => index);
  const live = `import { agent } from './agent.js'; await agent.execute({ task_id: 't', payload: { note: 'unused', calls: ${JSON.stringify(calls)} } });`;
  const project = createProject({ ...CONFIG, 'agent.js': agent, 'live.js': live });
  const runId = await failedRun(project);
  const { code, value } = await project.json<{ reduced: { replays: number; before: number } }>(
    'freeze',
    runId,
    '--reduce',
  );
  expect(code).toBe(0);
  const input = JSON.parse(project.read(`${FIXTURE}/input.json`));
  const tape = JSON.parse(project.read(`${FIXTURE}/tool_cassettes.json`));
  expect(input.task.payload).toEqual({ calls: [3, 17] });
  expect(tape.interactions).toHaveLength(2);
  expect(value.reduced.replays).toBeLessThanOrEqual(
    Math.ceil(value.reduced.before * Math.log2(value.reduced.before)) + 4,
  );
  expect(await project.run('--fixture', FIXTURE)).toMatchObject({ code: 1 });
});

test('calls that an answer leads to, and state, are reduced too', async () => {
  const agent = agentModule(
    `const ids = await list(); for (const id of ids) await look(id);
     const { open } = context.state('queue:work') ?? { open: [] };
     if (ids.includes(3) && ids.includes(17) && open.includes('b')) return { done: true };
     await report();`,
    `const list = tool('list', async () => Array.from({ length: 19 }, (_, index) => index), { effect: 'read' });
     const look = tool('look', async (n) => n, { effect: 'read' });`,
  );
  const live = `import { agent } from './agent.js';
    await agent.execute({ task_id: 't', payload: {}, state: [{ ref: 'queue:work', content: { open: ['a', 'b', 'c'], closed: ['d', 'e'] } }] });`;
  const project = createProject({ ...CONFIG, 'agent.js': agent, 'live.js': live });
  const { value } = await project.json<{ reduced: { replays: number; before: number } }>(
    'freeze',
    await failedRun(project),
    '--reduce',
  );
  const input = JSON.parse(project.read(`${FIXTURE}/input.json`));
  const tape = JSON.parse(project.read(`${FIXTURE}/tool_cassettes.json`));
  expect(input.state.map(({ content }: { content: object }) => content)).toEqual([{ open: ['b'] }]);
  expect(tape.interactions.map(({ response }: { response: object }) => response)).toEqual([
    { result: [3, 17] },
    { result: 3 },
    { result: 17 },
  ]);
  expect(value.reduced.replays).toBeLessThanOrEqual(
    Math.ceil(value.reduced.before * Math.log2(value.reduced.before)) + 4,
  );
  expect(await project.run('--fixture', FIXTURE)).toMatchObject({ code: 1 });
});

test('where nothing can be left out it is said what was tried, and what holds the input', async () => {
  const agent = agentModule(
    `await send(payload.order.id, payload.order.name); return { done: true };`,
    `const send = tool('send', async (id, name) => id + name, { effect: 'write' });`,
  );
  const live = `import { agent } from './agent.js'; await agent.execute({ task_id: 't', payload: { order: { id: 4711, name: 'Ann' } } });`;
  const project = createProject({ ...CONFIG, 'agent.js': agent, 'live.js': live });
  const { stdout } = await project.run('freeze', await failedRun(project), '--reduce');
  expect(stdout).toMatch(/\n {2}not reduced: in \d+ replays none of its 4 parts could go\n/);
  expect(stdout).toMatch(/\n {4}without them {2}it .*asked for what is not on the tape \(\d+\)/);
  expect(stdout).toContain(
    '\n    kept          as recorded requests hold them: order.id → tool:send, order.name → tool:send\n',
  );
});

test('a reduced task leaves no other rule unmet: a fix of the failure is a fix of the fixture', async () => {
  const agent = agentModule(
    `const paid = (await list()).filter((n) => n <= payload.limit);
     return { done: true, paid };`,
    `const list = tool('list', async () => [1, 2, 3], { effect: 'read' });`,
  ).replace('contract: {', `contract: { output: { properties: { paid: { type: 'array', minItems: 1 } } }, `);
  const live = `import { agent } from './agent.js'; await agent.execute({ task_id: 't', payload: { note: 'unused', limit: 2 } });`;
  const project = createProject({ ...CONFIG, 'agent.js': agent, 'live.js': live });
  await project.run('freeze', await failedRun(project), '--reduce');
  const { task } = JSON.parse(project.read(`${FIXTURE}/input.json`));
  expect(task.payload).toEqual({ limit: 2 });
  project.edit('agent.js', (text) => text.replace('return {', 'await report(); return {'));
  expect(await project.run('--fixture', FIXTURE)).toMatchObject({ code: 0 });
});

test('a reduced task fails for the same cause, not for another one of its class', async () => {
  const agent = agentModule(
    `const { rows } = await list();
     if (rows[0].price > payload.order.limit) throw new RangeError('over the limit');
     throw new TypeError('no price');`,
    `const list = tool('list', async () => ({ rows: [{ price: 5, name: 'unused' }] }), { effect: 'read' });`,
  );
  const live = `import { agent } from './agent.js'; await agent.execute({ task_id: 't', payload: { note: 'unused', order: { limit: 2 } } }).catch(() => 0);`;
  const project = createProject({ ...CONFIG, 'agent.js': agent, 'live.js': live });
  await project.run('freeze', await failedRun(project), '--reduce');
  const folder = 'fixtures/agent_failure_forensics/exception';
  const { task } = JSON.parse(project.read(`${folder}/input.json`));
  const { interactions } = JSON.parse(project.read(`${folder}/tool_cassettes.json`));
  expect(task.payload).toEqual({ order: { limit: 2 } });
  expect(interactions[0].response.result.rows).toEqual([expect.objectContaining({ price: 5 })]);
});
