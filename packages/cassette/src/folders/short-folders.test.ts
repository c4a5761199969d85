import type { Interaction, Json } from '@agent-replay/contracts';
import { expect, it, onTestFinished } from 'vitest';
import { openCassette } from '../open-cassette.ts';
import { tool } from '../tool.ts';
import { namesFolder } from './names-folder.ts';
import type { FoldersOptions } from './run-folders.ts';

const MODEL = 'https://model.example/v1';
const FAR = '/Users/me/proj';
const WORKSPACE = '/tmp/agent-replay-1/workspace';

/** Asks what a tape has the answer to, from the folders of a replay. */
async function ask(
  [recorded, answer]: readonly [Json, Json],
  asked: Json,
  folders: Pick<FoldersOptions, 'recorded'> & { here: Partial<FoldersOptions['here']> },
): Promise<Json> {
  const interaction: Interaction = {
    id: 'a',
    kind: 'tool',
    effect: 'read',
    request: { name: 'llm', arguments: recorded },
    response: { result: answer },
  };
  const { recorded: before, here } = folders;
  const tape = await openCassette({
    path: 'memory',
    interactions: [interaction],
    folders: {
      recorded: before,
      here: { workspace: WORKSPACE, cwd: null, ...here },
      isWorkspaceTold: () => true,
    },
  });
  onTestFinished(async () => void (await tape.close()));
  return tool<[Json], Json>('llm', () => null)(asked);
}

const tagged = (folder: string): string => `<workspace>\nroot: ${folder}\n</workspace>`;

it.each<[string, string, (folder: string) => string]>([
  ['a tag', '/workspace', tagged],
  ['a tag in JSON', '/workspace', (folder) => JSON.stringify({ text: tagged(folder) })],
  ['a tag that is escaped', '/app', (folder) => String.raw`\u003capp\u003ein ${folder}\u003c/app\u003e`],
  ['a route', '/app', (folder) => `GET /app of express in ${folder}/src`],
  ['a route of a word, beside a folder', '/app', (folder) => `GET /app of express in ${folder} now`],
  ['a route, again and again', '/app', (folder) => `GET /app of express in ${folder} now. `.repeat(40)],
  [
    'a route, beside many folders',
    '/app',
    (folder) =>
      `in ${folder}: GET /app of ${Array.from({ length: 50 }, (_, index) => `${folder}/${index}`).join(' ')}`,
  ],
  ['an address', '/app', (folder) => `https://[::1]/app/x and http://h.example/?to=/app of ${folder}/x`],
  ['another folder in it', '/tmp', (folder) => `logs are in /tmp/logs of ${folder}/x`],
  ['a home', '/root', (folder) => `/root of a tree, in ${folder}/x`],
])('%s is no folder, in a request from %s', async (_, cwd, write) => {
  const folders = { recorded: { cwd: FAR }, here: { cwd } };
  expect(await ask([write(FAR), 'yes'], write(cwd), folders)).toBe('yes');
});

it.each([
  ['<app><file>/app/x</file></app>', `<app><file>${FAR}/x</file></app>`],
  ['<cwd>/app</cwd>', `<cwd>${FAR}</cwd>`],
  ['{"cwd":"/app"}', `{"cwd":"${FAR}"}`],
  ['{"cwd":"/app/"}', `{"cwd":"${FAR}/"}`],
  ['in:\n/app\nGET /app\nthen', `in:\n${FAR}\nGET /app\nthen`],
  ['/app', FAR],
  ['https://[::1]/app/x, https://h.example/?to=/app', 'https://[::1]/app/x, https://h.example/?to=/app'],
  [String.raw`\u003c/app\u003e`, String.raw`\u003c/app\u003e`],
])('an answer that was recorded in /app says %j as %j', async (said, given) => {
  const folders = { recorded: { cwd: '/app' }, here: { cwd: FAR } };
  expect(await ask(['in: /app', said], `in: ${FAR}`, folders)).toBe(given);
});

it.each([
  ['/', FAR],
  [FAR, '/'],
  [FAR, 'C:\\'],
])('a run in %s, replayed in %s, says its workspace alone', async (recorded, here) => {
  const write = (folder: string): string => `yes / no in ${folder}/a, https://h.example/ c:\\`;
  const folders = { recorded: { cwd: recorded, workspace: '/srv/job' }, here: { cwd: here } };
  expect(await ask([write('/srv/job'), '"/" /srv/job/b'], write(WORKSPACE), folders)).toBe(
    `"/" ${WORKSPACE}/b`,
  );
});

it('an answer says the root where a run was in that', async () => {
  const folders = { recorded: { cwd: '/', workspace: '/srv/job' }, here: { cwd: FAR } };
  expect(await ask(['/srv/job', { root: '/' }], WORKSPACE, folders)).toEqual({ root: '/' });
});

it.each([
  [
    'the current folder is in the workspace',
    { workspace: '/srv/a', cwd: '/srv/a/b' },
    { workspace: '/w/x', cwd: '/c' },
  ],
  [
    'the workspace is in the current folder',
    { workspace: '/srv/a/b', cwd: '/srv/a' },
    { workspace: '/c/w', cwd: '/c' },
  ],
  [
    'they have spaces and accents',
    { workspace: '/srv/é a', cwd: '/srv/é' },
    { workspace: '/w/日 本', cwd: '/c ü' },
  ],
  [
    'they are in a Git worktree',
    { workspace: '/srv/.git/worktrees/x', cwd: '/srv' },
    { workspace: '/w/y', cwd: '/app' },
  ],
  [
    'they are homes',
    { workspace: '/root/job', cwd: '/root' },
    { workspace: '/home/node/job', cwd: '/home/node' },
  ],
])('each folder is known for its own where %s', async (_, recorded, here) => {
  const write = ({ workspace, cwd }: { workspace: string; cwd: string }): Json => ({
    text: `In "${workspace}/x.txt" of "${cwd}":\n${cwd}/y`,
    address: `file://${encodeURI(workspace)}/x`,
    json: JSON.stringify([workspace, `${cwd}/é`]),
  });
  expect(await ask([write(recorded), write(recorded)], write(here), { recorded, here })).toEqual(write(here));
});

it('what names one folder alone is known where the other one is named as something else', async () => {
  const folders = { recorded: { workspace: '/srv/job', cwd: FAR }, here: { cwd: '/home/node' } };
  const write = (folder: string): string =>
    `${folder}/a is not ${Array.from({ length: 3000 }, (_, index) => `/home/node/${index}`).join(' ')}`;
  expect(await ask([write('/srv/job'), 'yes'], write(WORKSPACE), folders)).toBe('yes');
});

type Named = 'cwd' | 'workspace' | 'recorded';

it.each<[boolean, Named[], Named]>([
  [true, ['cwd', 'workspace'], 'workspace'],
  [true, ['workspace', 'cwd'], 'workspace'],
  [true, ['recorded', 'cwd'], 'workspace'],
  [true, ['recorded'], 'recorded'],
  [false, ['cwd'], 'cwd'],
  [false, ['workspace', 'cwd'], 'workspace'],
])(
  'told of the workspace: %j, calls that name %j are answered with the %s',
  async (isTold, calls, answered) => {
    const folder = { workspace: WORKSPACE, cwd: '/home/me/project', recorded: '/srv/app' };
    const interactions = calls.map((_, index): Interaction => {
      const request = { name: 'llm', arguments: `/srv/app ${index}` };
      return { id: `${index}`, kind: 'tool', effect: 'read', request, response: { result: '/srv/app/b' } };
    });
    const tape = await openCassette({
      path: 'memory',
      interactions,
      folders: {
        recorded: { workspace: '/srv/app', cwd: '/srv/app' },
        here: folder,
        isWorkspaceTold: () => isTold,
      },
    });
    onTestFinished(async () => void (await tape.close()));
    const llm = tool<[Json], Json>('llm', () => null);
    const answers = await Promise.all(calls.map((name, index) => llm(`${folder[name]} ${index}`)));
    expect(answers.at(-1)).toBe(`${folder[answered]}/b`);
  },
);

it('what is within a folder of the replay names no folder of the recording', async () => {
  const folders = { recorded: { workspace: '/srv/job', cwd: '/tmp' }, here: { cwd: FAR } };
  expect(await ask(['/srv/job/a', '/tmp/b'], `${WORKSPACE}/a`, folders)).toBe(`${FAR}/b`);
});

it.each<[boolean, string, string, string?]>([
  [false, '/app', '<app>x</app>'],
  [false, '/app', 'x', `${MODEL}?redirect=/app`],
  [false, '/', 'yes / no', `${MODEL}/?a=/`],
  [true, '/app', 'root: /app\n'],
  [true, '/app', 'x', `${MODEL}?file=/app/x`],
])('it is %s that a run names %s where it says %j', (isNamed, folder, text, url = MODEL) => {
  const request = { method: 'POST', url, headers: [], body: { text } };
  expect(namesFolder([{ id: 'a', kind: 'http', effect: 'write', request }], null, folder)).toBe(isNamed);
});
