import { expect, test } from 'vitest';
import { fixtureFiles } from './fixture-files.ts';
import { usePackages } from './use-packages.ts';
import { testsOf } from './json-report.ts';
import { statesOf } from './monitor-of.ts';
import { createProject } from './project.ts';

const packages = usePackages();

const URL_ON_TAPE = 'http://api.example.com/orders/7';
const ON_TAPE = {
  id: 'http-1',
  lane: `GET ${URL_ON_TAPE}`,
  kind: 'http',
  effect: 'read',
  request: { method: 'GET', url: URL_ON_TAPE, headers: [] },
  response: { status: 200, headers: [['content-type', 'text/plain']], body: { text: 'taped' } },
};

/** What a user's setup file takes before any replay, and an msw server of their own. */
const SETUP = `import http from 'node:http';
import net from 'node:net';
import { http as rest, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, expect } from 'vitest';

globalThis.taken = { fetch, request: http.request, connect: net.connect, matcher: typeof expect.toHaveVerdict };
const server = setupServer(rest.get('https://user.example.com/', () => HttpResponse.text('of the user')));
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterAll(() => server.close());
`;

const AGENT = `import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineAgent } from 'agent-replay';

const ownFetch = globalThis.fetch;
const { fetch: takenFetch, request, connect } = globalThis.taken;

const ways = {
  own: (url) => ownFetch(url).then((response) => response.text()),
  taken: (url) => takenFetch(url).then((response) => response.text()),
  request: (url) => new Promise((resolve, reject) => {
    request(url, (response) => response.setEncoding('utf8').on('data', resolve)).on('error', reject).end();
  }),
  socket: () => new Promise((resolve) => {
    const socket = connect(9, '192.0.2.1', () => socket.write('hello'));
    socket.on('error', () => resolve('taped')).on('close', () => resolve('taped'));
  }),
};

export const agent = defineAgent({
  name: 'clerk',
  model: 'none',
  promptVersion: '1',
  contract: { artifacts: { min: 1 } },
  async run({ way, url }, context) {
    if ((await ways[way](url)) !== 'taped') return { done: true };
    await writeFile(join(context.workspace, 'report.md'), 'done');
    await context.recordArtifact({ kind: 'report', uri: 'report.md' });
    return { done: true };
  },
});
`;

/** It imports the agent before any replay does. */
const UNIT = `import { expect, inject, test } from 'vitest';
import '../src/agent.js';

test('the project is as its user set it up', async () => {
  expect(await (await fetch('https://user.example.com/')).text()).toBe('of the user');
  expect(globalThis.taken.matcher).toBe('function');
  expect(inject('fromGlobalSetup')).toBe('yes');
  expect(import.meta.env.VITE_FROM_FILE).toBe('yes');
});
`;

test('what setup files and unit tests took before is on the tape all the same, and theirs stays theirs', async () => {
  const project = createProject(packages.dir, 'setup', {
    'package.json': '{ "type": "module" }',
    'agent-replay.config.mjs': "export default { agents: { clerk: './src/agent.js' } };\n",
    'vitest.config.mjs': `import { agentReplay } from '@agent-replay/vitest-plugin';
export default {
  plugins: [agentReplay()],
  test: { setupFiles: ['./setup.js'], globalSetup: ['./global-setup.js'], isolate: false, maxWorkers: 1 },
};
`,
    'global-setup.js': "export default ({ provide }) => provide('fromGlobalSetup', 'yes');\n",
    '.env.test': 'VITE_FROM_FILE=yes\n',
    'setup.js': SETUP,
    'src/agent.js': AGENT,
    'src/unit.test.js': UNIT,
    ...Object.fromEntries(
      ['own', 'taken', 'request', 'socket'].flatMap((way) =>
        Object.entries(
          fixtureFiles({
            suite: 'ways',
            id: way,
            payload: { way, url: URL_ON_TAPE },
            interactions: way === 'socket' ? [] : [ON_TAPE],
          }),
        ),
      ),
    ),
  });
  await project.vitest('run', '--reporter=json', '--outputFile=report.json');
  expect(testsOf(project)).toMatchObject({ 'the project is as its user set it up': 'passed' });
  expect(statesOf(project)).toEqual({
    'ways/own': 'stale unproven',
    'ways/request': 'stale unproven',
    'ways/socket': 'failing unrecorded_operation',
    'ways/taken': 'stale unproven',
  });
});
