import { join } from 'node:path';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { jsonSha256 } from '@agent-replay/contracts';
import { expect, test, vi } from 'vitest';
import { FIXTURE, failedRun } from '../commands/loop.suite.ts';
import { agentModule, CONFIG, createProject } from '../project.suite.ts';

vi.setConfig({ testTimeout: 120_000 });

const TOKEN = ['ghp', 'aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1zA2'].join('_');

test('E2, E5, E8, L7: a fixture holds all six parts of its run, no secret, and fits another run’s e-mail', async () => {
  const agent = agentModule(
    `const { open } = context.state('queue:work');
     await send({ to: process.env.MAIL_TO, token: payload.token, open });
     return { done: true };`,
    `const send = tool('send', async ({ to }) => ({ sent_to: to, id: 7 }), { effect: 'write' });`,
  );
  const task = {
    task_id: 'task-1',
    payload: { token: TOKEN, customer: 'maria.lopez@acme-corp.es' },
    state: [{ ref: 'queue:work', content: { open: ['a'], owner: 'maria.lopez@acme-corp.es' } }],
  };
  const project = createProject({
    ...CONFIG,
    'agent.js': agent,
    'live.js': `import { agent } from './agent.js'; await agent.execute(${JSON.stringify(task)});`,
  });
  vi.stubEnv('MAIL_TO', 'maria.lopez@acme-corp.es');
  const runId = await failedRun(project);
  expect(await project.run('freeze', runId)).toMatchObject({ code: 0 });
  vi.unstubAllEnvs();

  const [input, expected, tape, notes] = ['input', 'expected', 'tool_cassettes', 'notes'].map((name) =>
    JSON.parse(project.read(`${FIXTURE}/${name}.json`)),
  );
  expect(input).toMatchObject({
    task: { task_id: 'task-1', attempt: 1 },
    agent: { name: 'agent', model: 'm', prompt_version: '1' },
    state: [{ ref: 'queue:work', content: { open: ['a'] } }],
  });
  expect(input.state[0].sha256).toBe(jsonSha256(input.state[0].content));
  expect(tape.interactions).toMatchObject([{ request: { name: 'send' }, response: { result: { id: 7 } } }]);
  expect(expected).toMatchObject({ artifacts: { min: 1, kinds: ['report'] } });
  expect(notes).toMatchObject({ run_id: runId, failure_class: 'missing_artifact_ref' });
  const { value } = await project.json<{ runs: { run_id: string; failure_class: string }[] }>('runs');
  expect(value.runs.find(({ run_id }) => run_id === notes.run_id)?.failure_class).toBe(notes.failure_class);

  const written = ['.agent-replay', 'fixtures'].flatMap((folder) =>
    readdirSync(join(project.root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => join(project.root, folder, name))
      .filter((path) => statSync(path).isFile()),
  );
  expect(written.length).toBeGreaterThan(4);
  for (const path of written) {
    const text = readFileSync(path, 'latin1');
    expect(text.includes(TOKEN) || text.includes('maria.lopez'), path).toBe(false);
  }

  vi.stubEnv('MAIL_TO', 'bob.smith@acme-corp.io');
  const replayed = await project.run('--fixture', FIXTURE);
  vi.unstubAllEnvs();
  expect(replayed.stdout).toContain('rule      missing_artifact_ref');
});

test.each([
  ['itself', `await send(1);`],
  ['in a wrapper', `try { await send(1); } catch (cause) { throw new Error('gave up', { cause }); }`],
])('A3, L18: what a tool throws has one fingerprint live and in its replay: %s', async (_, call) => {
  const agent = agentModule(
    `${call}
     return { done: true };`,
    `class Refused extends Error {}
     const refuse = (id) => { throw new Refused('no such order ' + id); };
     const send = tool('send', (id) => new Promise((_, reject) => setTimeout(() => {
       try { refuse(id); } catch (error) { reject(error); }
     })), { effect: 'write' });`,
  );
  const project = createProject({
    ...CONFIG,
    'agent.js': agent,
    'live.js': `import { agent } from './agent.js'; await agent.execute({ task_id: 't', payload: {} }).catch(() => {});`,
  });
  const runId = await failedRun(project);
  expect(await project.run('freeze', runId)).toMatchObject({ code: 0 });
  expect((await project.run('--fixture', 'fixtures')).code).toBe(1);
  const { value } = await project.json<{ runs: { run_type: string; fingerprint: string }[] }>('runs');
  expect(value.runs.map(({ run_type }) => run_type)).toEqual(['replay', 'live']);
  expect(value.runs[0]?.fingerprint).toBe(value.runs[1]?.fingerprint);
});
