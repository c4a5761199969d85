import { cpSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { failedRun, FIXTURE } from '../commands/loop.suite.ts';
import { agentModule, CONFIG, createProject, type Project } from '../project.suite.ts';

vi.setConfig({ testTimeout: 120_000 });

/** A coding agent: tells its model where it works, is told a file there, piece by piece, and writes that. */
const codes = (folder: string): string =>
  agentModule(
    `const folder = ${folder};
     const post = (path, body) => fetch(readFileSync('origin', 'utf8') + path, { method: 'POST', body: JSON.stringify(body) });
     const system = 'Work in:\\n' + folder;
     const stream = await (await post('/stream', { messages: [{ role: 'system', content: system }] })).text();
     const pieces = stream.match(/^data: .+$/gm).map((line) => JSON.parse(line.slice(6)).choices[0].delta.tool_calls[0].function.arguments);
     const { file } = JSON.parse(pieces.join(''));
     if (!file.startsWith(folder + sep)) throw new Error('the model names ' + file);
     await writeFile(join(context.workspace, basename(file)), 'text');
     const next = { messages: [{ role: 'system', content: system }, { role: 'assistant', arguments: pieces.join('') }] };
     const answer = await post('/whole?file=' + encodeURIComponent(file), next);
     const { files } = await answer.json();
     if (files[0] !== file) throw new Error('the model names ' + files[0]);
     return { done: true };`,
    `import { readFileSync } from 'node:fs';\nimport { basename, sep } from 'node:path';`,
  );

/** Repeats the folder that it was told, in eight pieces of a tool call's arguments, or at once. */
const live = (folder: string): string => `import { createServer } from 'node:http';
import { mkdirSync, writeFileSync } from 'node:fs';
import { agent } from './agent.js';
const server = createServer(async (request, response) => {
  const { messages } = JSON.parse(Buffer.concat(await request.toArray()).toString());
  const file = messages[0].content.split('\\n')[1] + '/a b.txt';
  if (request.url !== '/stream') {
    const text = JSON.stringify({ files: [file] });
    response.setHeader('content-length', Buffer.byteLength(text));
    return response.end(text);
  }
  response.setHeader('content-type', 'text/event-stream');
  const said = JSON.stringify({ file });
  const length = Math.ceil(said.length / 8);
  for (let at = 0; at < said.length; at += length) {
    const call = { index: 0, function: { arguments: said.slice(at, at + length) } };
    response.write('data: ' + JSON.stringify({ choices: [{ index: 0, delta: { tool_calls: [call] } }] }) + '\\n\\n');
    await new Promise(setImmediate);
  }
  response.end();
}).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
writeFileSync('origin', 'http://127.0.0.1:' + server.address().port);
mkdirSync('job', { recursive: true });
await agent.execute({ task_id: 'task', payload: { q: 'x' } }, { workspace: ${folder} }).catch(() => undefined);
server.closeAllConnections();
server.close();`;

const RUNNERS = {
  'vitest.config.mjs':
    "import { agentReplay } from '@agent-replay/vitest-plugin';\nexport default { plugins: [agentReplay()] };\n",
  'jest.config.json': { preset: '@agent-replay/jest-preset' },
};

async function frozen(folder: string, workspace: string): Promise<Project> {
  const project = createProject({
    ...CONFIG,
    ...RUNNERS,
    'agent.js': codes(folder),
    'live.js': live(workspace),
  });
  await project.run('freeze', await failedRun(project), '--no-replay');
  return project;
}

const FAILED_AGAIN = {
  code: 1,
  value: { fixtures: [{ verdict: { status: 'failed', failure_class: 'missing_artifact_ref' } }] },
};

test.each([
  ['its workspace', `process.cwd() + '/job'`],
  ['the folder that it is started in, as its workspace', 'process.cwd()'],
])(
  'a request that names %s is the same one in a replay, and so is what it is answered',
  async (_, folder) => {
    const project = await frozen('context.workspace', folder);
    expect(await project.json('--fixture', FIXTURE)).toMatchObject(FAILED_AGAIN);
    for (const runner of ['vitest/vitest.mjs', 'jest/bin/jest.js']) {
      const { stdout, stderr } = await project.node(`node_modules/${runner}`);
      expect(stdout + stderr).toContain('failed, missing_artifact_ref: done was claimed');
    }
  },
);

test('a request that names the current folder is the same one where the project is another', async () => {
  const project = await frozen('process.cwd()', `process.cwd() + '/job'`);
  const other = createProject();
  const isOwn = (path: string): boolean => !/node_modules|\.agent-replay(?!\.)/.test(path);
  cpSync(project.root, other.root, { recursive: true, filter: isOwn });
  expect(await other.json('--fixture', FIXTURE)).toMatchObject(FAILED_AGAIN);
});
