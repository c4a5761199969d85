import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { agentModule, commit, CONFIG, createProject, type Project } from '../project.suite.ts';

// Whole processes, several a test, on machines that may be busy.
vi.setConfig({ testTimeout: 300_000 });

/** Answers `/quick`, answers `/stalled` in part, and `/silent` never. */
const server = createServer(({ url }, response) => {
  if (url === '/quick') response.end('{"state":"open"}');
  if (url === '/stalled')
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
});
const sockets = new WebSocketServer({ server });
sockets.on('connection', (socket) => socket.send('working'));
beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'));
afterAll(() => {
  for (const client of sockets.clients) client.terminate();
  server.closeAllConnections();
  server.close();
});

const IMPORTS = `import { get } from 'node:http';
import { pbkdf2 } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { request } from 'undici';
const hangs = tool('hangs', () => new Promise(() => setInterval(() => {}, 1000)), { effect: 'read' });
const helper = defineAgent({
  name: 'helper', promptVersion: '1', model: 'm', timeoutSeconds: 1, contract: { output: {} }, run: () => hangs(),
});`;

const HANGS = {
  'on fetch': `await fetch(payload.base + '/silent');`,
  'within an answer of fetch': `const { body } = await fetch(payload.base + '/stalled'); for await (const _ of body);`,
  'on node:http': `await once(get(payload.base + '/silent'), 'response');`,
  'within an answer of node:http': `const [answer] = await once(get(payload.base + '/stalled'), 'response'); for await (const _ of answer);`,
  'on undici': `await request(payload.base + '/silent');`,
  'within an answer of undici': `const { body } = await request(payload.base + '/stalled'); for await (const _ of body);`,
  'on a WebSocket': `const socket = new WebSocket(payload.base.replace('http', 'ws') + '/socket'); await new Promise((resolve) => socket.addEventListener('message', ({ data }) => data === 'done' && resolve()));`,
  'on a tool': 'await hangs();',
  'beside another call': `await Promise.all(['/quick', '/silent'].map((path) => fetch(payload.base + path)));`,
  'on one call after another':
    "for (;;) if ((await (await fetch(payload.base + '/quick')).json()).state === 'done') break;",
  'on a state that never comes':
    "while ((await (await fetch(payload.base + '/quick')).json()).state !== 'done') await sleep(150);",
};

/** A live run of an agent that hangs is frozen; tells what was said of the fixture. */
async function freeze(body: string, timeoutSeconds = 1): Promise<{ project: Project; said: string }> {
  const { port } = server.address() as AddressInfo;
  const agent = agentModule(
    `await fetch(payload.base + '/quick');
     ${body}
     await report();`,
    IMPORTS,
  ).replace('agent = defineAgent({', `agent = defineAgent({ timeoutSeconds: ${timeoutSeconds},`);
  const project = createProject({
    ...CONFIG,
    'agent.js': agent,
    'live.js': `import { agent } from './agent.js';
      await agent.execute({ task_id: 'task', payload: { base: 'http://127.0.0.1:${port}' } });
      process.exit();`,
  });
  commit(project, 'broken');
  await project.node('live.js');
  const { value } = await project.json<{ runs: { run_id: string; agent_name: string }[] }>('runs');
  const run = value.runs.find(({ agent_name }) => agent_name === 'agent');
  const { stdout } = await project.run('freeze', run?.run_id ?? 'none');
  return { project, said: stdout };
}

test.each(Object.entries(HANGS))('an agent that hangs %s hangs in its fixture, too', async (_, body) => {
  const { said } = await freeze(body);
  expect(said).toContain('fails again with the code here: timeout: run took longer than 1000 ms');
});

const BESIDE = {
  'left a call open, and worked on': `void hangs(); await promisify(pbkdf2)('a', 'b', 400_000, 64, 'sha512'); return {};`,
  'called an agent that hung, and went on':
    "await helper.execute({ task_id: 'inner', payload: {} }).catch(() => 0); return {};",
};

test.each(Object.entries(BESIDE))('an agent that %s does not hang in its fixture', async (_, body) => {
  const { said } = await freeze(body, 20);
  expect(said).toContain('fails again with the code here: missing_artifact_ref');
});

test('an agent that no longer waits for ever passes the fixture of when it did', async () => {
  const { project } = await freeze(HANGS['on fetch'], 5);
  project.edit('agent.js', (text) =>
    text.replace("'/silent')", "'/silent', { signal: AbortSignal.timeout(100) }).catch(() => 0)"),
  );
  commit(project, 'fixed');
  const proof = await project.run(
    'prove',
    'fixtures/agent_failure_forensics/timeout',
    '--broken',
    'broken',
    '--fixed',
    'fixed',
  );
  expect(proof.code, proof.stderr).toBe(0);
});

test('an agent that hung until it was ended from outside hangs in its fixture, too', async () => {
  const { port } = server.address() as AddressInfo;
  const project = createProject({
    ...CONFIG,
    'agent.js': agentModule(HANGS['on fetch'], IMPORTS),
    'live.js': `import { agent } from './agent.js';
      void agent.execute({ task_id: 'task', payload: { base: 'http://127.0.0.1:${port}' } });
      setTimeout(() => process.kill(process.pid, 'SIGTERM'), 1000);`,
  });
  await project.node('live.js');
  const { value } = await project.json<{ runs: { run_id: string }[] }>('runs');
  const { stdout } = await project.run('freeze', value.runs[0]?.run_id ?? 'none');
  expect(stdout).toContain('fails again with the code here: timeout');
});
