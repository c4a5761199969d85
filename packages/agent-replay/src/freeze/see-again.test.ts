import { expect, test, vi } from 'vitest';
import { failedRun, FIXTURE, LIVE } from '../commands/loop.suite.ts';
import { agentModule, CONFIG, createProject, type Project } from '../project.suite.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Its `idempotency_key`, which is not compared, is another in a replay. */
const asks = (prompt: string): string =>
  agentModule(
    `const prompt = ${prompt};
     const answer = await fetch(readFileSync('origin', 'utf8'), { method: 'POST', body: JSON.stringify({ prompt, idempotency_key: basename(process.argv[1]) }) });
     return { done: true, answer: await answer.json() };`,
    `import { execFileSync } from 'node:child_process';\nimport { readFileSync } from 'node:fs';\nimport { basename } from 'node:path';\nimport { runInNewContext } from 'node:vm';`,
  );
/** The server is there for the live run alone. */
const WITH_SERVER = `import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
const server = createServer((_, response) => response.end('{"answer":42}')).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
writeFileSync('origin', 'http://127.0.0.1:' + server.address().port);
${LIVE}
server.closeAllConnections();
server.close();`;

async function failed(prompt: string) {
  const project: Project = createProject({ ...CONFIG, 'agent.js': asks(prompt), 'live.js': WITH_SERVER });
  const runId = await failedRun(project);
  return { project, runId, tape: () => project.read(`${FIXTURE}/tool_cassettes.json`) };
}

test('freeze sees the fixture fail again, with times and ids of its requests as a replay has them', async () => {
  const { project, runId, tape } = await failed(
    '`Now ${new Date().toISOString()}, thread ${crypto.randomUUID()}`',
  );
  expect((await project.run('freeze', runId, '--no-replay')).stdout).not.toContain('with the code here');
  const live = tape();
  const { stdout } = await project.run('freeze', runId);
  expect(stdout).toContain('fails again with the code here: missing_artifact_ref');
  expect(stdout).toContain('times and ids in 0001 are now those of its clock and seed');
  const taken = tape();
  expect(taken).not.toBe(live);
  expect(await project.run('--fixture', FIXTURE)).toMatchObject({ code: 1 });

  // and the same bytes again
  await project.run('freeze', runId);
  expect(tape()).toBe(taken);
});

test.each([
  ['in a query', '`?since=${Date.now()}&_=${crypto.randomUUID()}`'],
  ['in a path', '`/threads/${crypto.randomUUID()}/messages`'],
  [
    'in what is made of them',
    '`/keys/${createHash("sha1").update(String(performance.now())).digest("hex").slice(0, 6)}?took=${Date.now() - before}`',
  ],
])('times and ids are taken over %s', async (_, path) => {
  const { project, runId } = await failed(`'Be brief.'`);
  project.edit('agent.js', (text) =>
    text
      .replace(
        'const prompt',
        'const before = Date.now(); await new Promise((r) => setTimeout(r, 5)); const prompt',
      )
      .replace(`readFileSync('origin', 'utf8')`, `readFileSync('origin', 'utf8') + ${path}`)
      .replace('import {', `import { createHash } from 'node:crypto';\nimport {`),
  );
  await project.node('live.js');
  const { value } = await project.json<{ runs: { run_id: string }[] }>('runs');
  const last = value.runs.map(({ run_id: id }) => id).find((id) => id !== runId) as string;
  const { stdout } = await project.run('freeze', last);
  expect(stdout).toContain('fails again with the code here: missing_artifact_ref');
  expect(stdout).toContain('times and ids in 0001 are now those of its clock and seed');
});

test.each([
  [
    'another process',
    'new Date(Number(execFileSync(process.execPath, ["-p", "Date.now()"], { encoding: "utf8" }))).toISOString()',
    'each replay starts node again, with the time and the chance of the machine',
  ],
  [
    'another realm',
    'runInNewContext("new Date().toISOString()")',
    'each replay says another time or id there',
  ],
])('what no fixture sets, as the time of %s, is said to be that', async (_, time, fix) => {
  const { project, runId, tape } = await failed(`\`Now \${${time}}\``);
  const { stdout } = await project.run('freeze', runId, '--no-replay');
  expect(stdout).toContain('prove it');
  const live = tape();
  const seen = await project.run('freeze', runId);
  expect(seen.stdout).toContain('does not fail as it did with the code here: blocked, cassette_miss');
  expect(seen.stdout).toContain(`fix        ${fix}`);
  expect(tape()).toBe(live);
});

test('an answer that repeats an id of the agent has the one of its replay', async () => {
  const project: Project = createProject({
    ...CONFIG,
    'agent.js': asks('crypto.randomUUID()').replace(
      'return { done: true, answer: await answer.json() }',
      `const { prompt: repeated } = await answer.json();
       if (repeated !== prompt) throw new Error('the answer is for another request');
       return { done: true }`,
    ),
    'live.js': WITH_SERVER.replace(
      `(_, response) => response.end('{"answer":42}')`,
      `(request, response) => request.pipe(response)`,
    ),
  });
  const runId = await failedRun(project);
  const { stdout } = await project.run('freeze', runId);
  expect(stdout).toContain('fails again with the code here: missing_artifact_ref');
});

test('what the run did in a program of its own is told to be past proving at once', async () => {
  const project = createProject({
    ...CONFIG,
    'child.mjs': 'await fetch(process.argv[2]);',
    'agent.js': agentModule(
      'await promisify(execFile)(process.execPath, ["child.mjs", payload.url]); return { done: true };',
      `import { execFile } from 'node:child_process'; import { promisify } from 'node:util';`,
    ),
    'live.js': `
import { createServer } from 'node:http';
import { agent } from './agent.js';
const server = createServer((_, response) => response.end()).listen(0, '127.0.0.1', async () => {
  await agent.execute({ task_id: 'task', payload: { url: 'http://127.0.0.1:' + server.address().port } });
  server.close();
});`,
  });
  const { stdout } = await project.run('freeze', await failedRun(project));
  expect(stdout).toMatch(/blocked, unrecorded_operation: tcp \S+ was refused at .*[\\/]child\.mjs:1:7$/m);
  expect(stdout).not.toContain('file:');
  expect(stdout).toMatch(/^ {2}cannot be proven: no replay lets pass what its code does past the tape$/m);
  expect(stdout).not.toContain('prove it');
});

test('a request that differs in more stays as it was recorded', async () => {
  const { project, runId, tape } = await failed('`Be brief. Now ${new Date().toISOString()}`');
  await project.run('freeze', runId, '--no-replay');
  const live = tape();
  project.edit('agent.js', (text) => text.replace('Be brief.', 'Be kind.'));
  const { code, stdout } = await project.run('freeze', runId);
  expect(stdout).toContain('does not fail as it did with the code here: blocked, cassette_miss');
  expect(stdout).toMatch(/^ {2}fix {8}.*put it back/m);
  expect(code).toBe(0);
  expect(tape()).toBe(live);
});

test.each([
  ['a model of another date', `{ at: Date.now(), model: 'gpt-4o-2024-08-06' }`, '08-06', '11-20'],
  ['a number', '{ at: Date.now(), temperature: 0.2 }', '0.2', '0.7'],
  [
    'a word between words made by chance',
    '`f_${crypto.randomUUID()}-mode.safe-${Date.now()}`',
    'safe',
    'delete',
  ],
])('%s is no time that a replay has', async (_, prompt, was, now) => {
  const { project, runId, tape } = await failed(prompt);
  await project.run('freeze', runId, '--no-replay');
  const live = tape();
  project.edit('agent.js', (text) => text.replace(was, now));
  expect((await project.run('freeze', runId)).stdout).toContain('does not fail as it did');
  expect(tape()).toBe(live);
});

test('an agent for which it is too late says nothing of what it would have said', async () => {
  const late = `(() => { throw new Error('expired'); })()`;
  const { project, runId, tape } = await failed(
    `Date.now() > ${Date.now() + 30_000} ? ${late} : { temperature: 0.2 }`,
  );
  await project.run('freeze', runId, '--no-replay');
  const live = tape();
  project.edit('agent.js', (text) => text.replace('0.2', '0.7'));
  expect((await project.run('freeze', runId)).stdout).toContain('does not fail as it did');
  expect(tape()).toBe(live);
});

test('what each replay says anew is not taken over', async () => {
  const { project, runId, tape } = await failed(
    '`Now ${Date.now()}, ${process.pid} ${process.hrtime.bigint()}`',
  );
  await project.run('freeze', runId, '--no-replay');
  const live = tape();
  expect((await project.run('freeze', runId)).stdout).toContain('does not fail as it did');
  expect(tape()).toBe(live);
});

test('what a module keeps of the time that it is loaded at is of the fixture’s, on any day', async () => {
  const { project, runId } = await failed('say(today)');
  project.edit(
    'agent.js',
    (text) => `const today = [new Date().toISOString(), crypto.randomUUID(), (1.5).toLocaleString()];
    const say = ([day, id, number]) => \`It is \${day}, \${id}, \${number}\`;
    ${text}`,
  );
  await project.node('live.js');
  const { value } = await project.json<{ runs: { run_id: string }[] }>('runs');
  const last = value.runs.map(({ run_id: id }) => id).find((id) => id !== runId) as string;
  const { stdout } = await project.run('freeze', last);
  expect(stdout).toContain('fails again with the code here: missing_artifact_ref');
  project.edit(`${FIXTURE}/input.json`, (text) => text.replace('"locale": "en-US"', '"locale": "de-DE"'));
  expect((await project.run('--fixture', FIXTURE)).stdout).toContain('1,5');
});

test('an agent that is mended by now passes', async () => {
  const { project, runId } = await failed(`'the same'`);
  project.edit('agent.js', (text) => text.replace('return {', 'await report(); return {'));
  const { value } = await project.json('freeze', runId);
  expect(value).toMatchObject({
    seen: { status: 'passed', reason: null, again: false, taken_over: [], differs: null },
  });
});

test.each([
  ['degraded', 'exited_uncleanly', `await report(); throw new Error('afterwards');`],
  ['blocked', 'tool_not_allowed', `await report(); await tool('refund', async () => 1)({});`],
])('a run that was %s fails again by its class', async (status, failureClass, body) => {
  const project = createProject({
    ...CONFIG,
    'agent.js': agentModule(body).replace("name: 'agent',", "name: 'agent', toolAllowlist: ['lookup'],"),
    'live.js': `import { agent } from './agent.js';
      await agent.execute({ task_id: 'task', payload: {} }).catch(() => undefined);`,
  });
  await project.node('live.js');
  const { value } = await project.json<{ runs: { run_id: string }[] }>('runs', '--status', status);
  const frozen = await project.json('freeze', value.runs[0]?.run_id ?? 'none');
  expect(frozen.value).toMatchObject({
    fixture_id: failureClass,
    seen: { status, again: true, reason: expect.stringContaining(failureClass) as string },
  });
});

test('a replay whose agent cannot be loaded is told with what to do about it', async () => {
  const { project, runId } = await failed('`Be brief.`');
  project.edit('agent.js', (text) => `import './not-there.js';\n${text}`);
  const { stdout } = await project.run('freeze', runId);
  expect(stdout).toContain('agent_load_failed');
  expect(stdout).toMatch(/^ {2}fix {8}\S/m);
});

test('an agent that works until it is later is frozen in a time that passes', async () => {
  const { project, runId } = await failed(`'Be brief.'`);
  project.edit('agent.js', (text) =>
    text.replace(
      'const answer',
      `const until = Date.now() + 120;
     while (Date.now() < until) await new Promise((r) => setTimeout(r, 40)).then(() => fetch(readFileSync('origin', 'utf8')));
     const answer`,
    ),
  );
  await project.node('live.js');
  const { value } = await project.json<{ runs: { run_id: string }[] }>('runs');
  const last = value.runs.map(({ run_id: id }) => id).find((id) => id !== runId) as string;
  expect((await project.run('freeze', last)).stdout).toContain('fails again with the code here');
  expect(project.read(`${FIXTURE}/input.json`)).toContain('"mode": "fast"');
  expect(await project.run('--fixture', FIXTURE)).toMatchObject({ code: 1 });
});

test('what an agent keeps in its modules for the next replay is told at once', async () => {
  const project: Project = createProject({
    ...CONFIG,
    // As the pools of random bytes that libraries draw ahead: the second replay begins in the middle of one.
    'agent.js': agentModule(
      `if (at + 8 > pool.length) { crypto.getRandomValues(pool); at = 0; }
       const id = Buffer.from(pool.subarray(at, at += 8)).toString('hex');
       await ask(id);
       return { done: true };`,
      `const pool = new Uint8Array(64); let at = 64;
       const ask = tool('ask', async (id) => id, { effect: 'read' });`,
    ),
    'live.js': LIVE,
  });
  const runId = await failedRun(project);
  const { stdout } = await project.run('freeze', runId);
  expect(stdout).toContain('fails again with the code here: missing_artifact_ref');
  expect(stdout).toContain('not deterministic: /exit_code was 1, then 4 (replay 2)');
  expect(stdout).toContain('isolate: true in the config gives each a process of its own');
  project.edit('agent-replay.config.json', (text) => text.replace('{', '{ "isolate": true,'));
  expect((await project.run('freeze', runId)).stdout).not.toContain('not deterministic');
});
