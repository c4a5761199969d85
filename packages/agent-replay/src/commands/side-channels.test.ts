import { expect, test, vi } from 'vitest';
import { agentModule, commit, CONFIG, createProject } from '../project.suite.ts';

// Whole processes, several a test, on machines that may be busy.
vi.setConfig({ testTimeout: 300_000 });

const IMPORTS = `import { exec, execFileSync, spawn } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer as createHttpServer, get } from 'node:http';
import { connect, createServer } from 'node:net';
import { Worker } from 'node:worker_threads';
`;

/** What a live run of such an agent is frozen with. */
async function frozen(body: string) {
  const project = createProject({
    ...CONFIG,
    'agent.js': agentModule(`${body}\n  return {};`, IMPORTS),
    'live.js': `import { agent } from './agent.js'; await agent.execute({ task_id: 'task', payload: {} });`,
  });
  commit(project, 'broken');
  const live = await project.node('live.js');
  expect(live.code, live.stderr).toBe(0);
  const { value } = await project.json<{ runs: { run_id: string }[] }>('runs', '--status', 'failed');
  expect((await project.run('freeze', value.runs[0]?.run_id ?? '')).code).toBe(0);
  const fixture = 'fixtures/agent_failure_forensics/missing_artifact_ref';
  const { capture } = JSON.parse(project.read(`${fixture}/notes.json`)) as {
    capture: { captured: string[]; unknown: string[]; local?: string[] };
  };
  const prove = () => project.run('prove', fixture, '--broken', 'broken', '--fixed', 'broken');
  return { capture, prove };
}

test('programs, connections and names that the tap cannot see into are unknown, and refuse the proof', async () => {
  const { capture, prove } = await frozen(`
  const server = createServer((socket) => socket.end()).listen(45673, '127.0.0.1');
  await once(server, 'listening');
  await once(connect(45673, '127.0.0.1').resume(), 'close');
  server.close();
  await once(exec('curl --version'), 'close');
  await lookup('127.1').catch(() => undefined);`);
  expect(capture.unknown.toSorted()).toEqual(['dns:127.1', 'spawn:curl', 'tcp:127.0.0.1:45673']);
  const { code, stderr } = await prove();
  expect(code).toBe(1);
  expect(stderr).toContain('unknown channels: ');
  expect(stderr).toContain('spawn:curl');
  expect(stderr).toContain('within a tool(), whose answer is recorded');
  // no rule lets out what a program says to the network
  expect(stderr).not.toContain('allow:');
});

test('what is recorded, and what stays on the machine, is not unknown', async () => {
  const { capture, prove } = await frozen(`
  const server = createHttpServer((_, response) => response.end('{}')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = 'http://localhost:' + server.address().port;
  await (await fetch(url.replace('localhost', '127.0.0.1') + '/a')).text();
  await new Promise((resolve) => get(url.replace('localhost', '127.0.0.1') + '/b', (response) => response.resume().on('close', resolve)));
  await tool('version', () => execFileSync('curl', ['--version']).length, { effect: 'read' })();
  await once(spawn('git', ['--version']), 'close');
  await once(new Worker('', { eval: true }), 'exit');
  server.closeAllConnections();
  server.close();`);
  expect(capture).toMatchObject({ unknown: [], local: ['spawn:git', 'worker'] });
  expect((await prove()).stderr).not.toContain('unknown channels');
});
