import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { fixtureFiles } from './fixture-files.ts';
import { monitorOf, statesOf } from './monitor-of.ts';
import { createProject } from './project.ts';
import { usePackages } from './use-packages.ts';

const packages = usePackages();

/** What a setup file opens for all tests; in Jest its global is that of the sandbox. */
const SETUP = `const net = require('node:net');
const { spawn } = require('node:child_process');
const socket = net.connect(Number(process.env.OUTSIDE), '127.0.0.1');
socket.on('error', () => {}).unref();
const program = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
program.unref();
program.stdin.unref();
globalThis.opened = { socket, program };
`;

const AGENT = `const { writeFile } = require('node:fs/promises');
const { join } = require('node:path');
const { defineAgent } = require('agent-replay');

exports.agent = defineAgent({
  name: 'clerk',
  model: 'none',
  promptVersion: '1',
  contract: { artifacts: { min: 1 } },
  async run({ to }, context) {
    const stream = to === 'socket' ? globalThis.opened.socket : globalThis.opened.program.stdin;
    await new Promise((done) => stream.write('from an agent', done));
    await writeFile(join(context.workspace, 'report.md'), 'done');
    await context.recordArtifact({ kind: 'report', uri: 'report.md' });
    return { done: true };
  },
});
`;

test.each([
  ['Vitest', 'vitest', ['run']],
  ['Jest', 'jest', []],
] as const)('in %s an agent says nothing over what a setup file opened', async (_name, runner, args) => {
  let heard = '';
  const server = net.createServer((socket) =>
    socket.on('error', () => {}).on('data', (data) => (heard += String(data))),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const project = createProject(packages.dir, `opened-before-${runner}`, {
    'package.json': JSON.stringify({
      private: true,
      jest: { preset: '@agent-replay/jest-preset', setupFiles: ['./setup.cjs'] },
    }),
    'vitest.config.mjs': `import { agentReplay } from '@agent-replay/vitest-plugin';
process.env.OUTSIDE = '${port}';
export default { plugins: [agentReplay()], test: { setupFiles: ['./setup.cjs'] } };
`,
    'agent-replay.config.mjs': "export default { agents: { clerk: './src/agent.cjs' } };\n",
    'setup.cjs': SETUP,
    'src/agent.cjs': AGENT,
    ...fixtureFiles({ suite: 'opened', id: 'socket', payload: { to: 'socket' } }),
    ...fixtureFiles({ suite: 'opened', id: 'program', payload: { to: 'program' } }),
  });
  const { stdout, stderr } =
    runner === 'vitest' ? await project.vitest(...args) : await project.jestWith({ OUTSIDE: String(port) });
  expect(statesOf(project), stdout + stderr).toEqual({
    'opened/program': 'stale unproven',
    'opened/socket': 'failing unrecorded_operation',
  });
  expect(monitorOf(project).unguarded.map(({ channel }) => channel)).toEqual(['spawn:cat']);
  expect(heard).toBe('');
});
