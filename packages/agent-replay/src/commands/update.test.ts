import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { expect, onTestFinished, test, vi } from 'vitest';
import { addProvenFixture, agentModule, createProject } from '../project.suite.ts';

vi.setConfig({ testTimeout: 120_000 });

test('L25: --update shows what has drifted, takes it over, and leaves the fixture to be proven again', async () => {
  const server = createServer((_, response) => response.end('{"price":"12 EUR"}')).listen(0, '127.0.0.1');
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

  const updated = await replay('--mode', 'live', '--update');
  expect(updated.stdout).toMatch(/\/body\/price.*"number".*"string"/);
  expect(updated.stdout).toContain('updated on the tape: 1; prove the fixture again');
  expect(tape()).toContain('12 EUR');
  expect((await project.run('validate')).stdout).toContain('1 valid: 1 unproven');
  expect((await replay()).stdout).toContain('passes, unproven');
});
