import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { expect, onTestFinished, test, vi } from 'vitest';
import { addProvenFixture, agentModule, createProject } from '../project.suite.ts';

vi.setConfig({ testTimeout: 120_000 });

test('L25: --update shows what has drifted, takes it over, and leaves the fixture to be proven again', async () => {
  let answer = '{"price":"12 EUR"}';
  const server = createServer((_, response) => response.end(answer)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const project = createProject({
    'agent-replay.config.json': { agents: { agent: './agent.js#agent' }, readOnly: [`${origin}/price`] },
    'agent.js': agentModule(`await (await fetch('${origin}/price')).text(); await report();`),
  });
  addProvenFixture(project, 'agent', {
    interactions: [
      {
        id: '1',
        lane: `GET ${origin}`,
        kind: 'http',
        effect: 'read',
        request: { method: 'GET', url: `${origin}/price`, headers: [] },
        response: { status: 200, headers: [], body: { text: '{"price":12}' } },
      },
    ],
  });
  const replay = (...more: string[]) => project.run('--fixture', 'fixtures/suite/agent', ...more);
  const tape = (): string => project.read('fixtures/suite/agent/tool_cassettes.json');
  expect((await replay()).stdout).toContain('1 fixture: 1 passed');

  const shown = await replay('--mode', 'live');
  expect(shown.stdout).toMatch(/\/body\/price.*"number".*"string"/);
  expect(tape()).not.toContain('12 EUR');

  const untouched = await replay('--update');
  expect(untouched.stdout).toContain('nothing to update');
  expect(untouched.stdout).toContain('✓ passed');
  expect(untouched.stdout).not.toContain('unproven');

  const updated = await replay('--mode', 'live', '--update');
  expect(updated.stdout).toMatch(/\/body\/price.*"number".*"string"/);
  expect(updated.stdout).toContain('updated on the tape: 1; prove the fixture again');
  expect(JSON.parse(tape())).toMatchObject({
    interactions: [{ response: { status: 200, body: { json: { price: '12 EUR' } } } }],
  });
  answer = '{"price":"14 EUR"}';
  const again = await replay('--mode', 'live', '--update');
  expect(again.stdout).toMatch(/\/body\/price: recorded "12 EUR", now "14 EUR"/);
  expect(tape()).toContain('14 EUR');
  expect((await project.run('validate')).stdout).toContain('1 valid: 1 unproven');
  expect((await replay()).stdout).toContain('passes, unproven');
});

test('--update takes over each prompt that was edited, and keeps what was answered', async () => {
  const url = 'https://api.example.com/v1/messages';
  const call = (id: string, prompt: string): object => ({
    id,
    lane: `POST ${url}`,
    kind: 'http',
    effect: 'read',
    request: { method: 'POST', url, headers: [], body: { json: { model: 'm', prompt } } },
    response: { status: 200, headers: [], body: { text: `answer ${id}` } },
  });
  const agent = (how: string): string =>
    agentModule(`const said = [];
      for (const prompt of ['First${how}', 'Second${how}'])
        said.push(await (await fetch('${url}', { method: 'POST', body: JSON.stringify({ model: 'm', prompt }) })).text());
      await report(said.join());`);
  const project = createProject({
    'agent-replay.config.json': { agents: { agent: './agent.js#agent' } },
    'agent.js': agent(''),
  });
  addProvenFixture(project, 'agent', { interactions: [call('1', 'First'), call('2', 'Second')] });
  const replay = (...more: string[]) => project.run('--fixture', 'fixtures/suite/agent', ...more);
  expect((await replay()).stdout).toContain('1 fixture: 1 passed');

  project.write('agent.js', agent(', briefly'));
  await project.run('monitor');
  const missed = await replay();
  expect(missed.code).toBe(4);
  expect(missed.stdout).toContain('--update takes the request over and keeps its answer');
  const onRecord = project.read('.agent-replay/monitor.json');
  const updated = await replay('--update');
  // It was answered past its edits, which is no result of the fixture as it stood.
  expect(project.read('.agent-replay/monitor.json')).toBe(onRecord);
  expect(updated.stdout).toMatch(/"First".*"First, briefly"/);
  expect(updated.stdout).toContain('updated on the tape: 1, 2; prove the fixture again');
  const tape = project.read('fixtures/suite/agent/tool_cassettes.json');
  expect([...tape.matchAll(/, briefly/g)]).toHaveLength(2);
  expect(tape).toContain('answer 2');
  expect((await replay()).stdout).toContain('passes, unproven');
});
