import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { defineAgent } from '../agent/define-agent.ts';
import type { AgentContext } from '../agent/agent-context.ts';
import { loadConfig } from '../config/load-config.ts';
import { createProject, fixtureFiles } from '../project.suite.ts';
import { repeated } from './repeat.ts';
import { replay } from './replay.ts';
import type { ReplayResult } from './replay-result.ts';
import { verdictJson } from './verdict-json.ts';

/** Folders that are written in as many ways as they have such characters. */
const CHECKOUTS = ['app', 'an app with ü'];
const WAYS: Record<string, (root: string, context: AgentContext) => unknown> = {
  workspace: (_, { workspace }) => readFile(join(workspace, 'none.md')),
  project: (root) => readFile(join(root, 'src/none.md')),
  repository: (root) => readFile(join(root, '../none.md')),
  temporary: () => readFile(join(tmpdir(), 'none.md')),
  made: async () => readFile(join(await mkdtemp(join(tmpdir(), 'agent-')), 'none.md')),
  'made of words': async () => readFile(join(await mkdtemp(join(tmpdir(), 'my-own-agents-')), 'none.md')),
  address: (root) => Promise.reject(new Error(`nothing at ${pathToFileURL(root).href}/a.md`)),
  encoded: (root) => Promise.reject(new Error(`nothing at /?file=${encodeURIComponent(root)}%2Fa.md`)),
  json: (root) => Promise.reject(new Error(JSON.stringify({ file: `${root}/a.md` }))),
  stack: () => Promise.reject(new Error(`wrapped: ${new Error('inner').stack}`)),
  long: (root) => Promise.reject(new Error(`${root}/a.md is not like ${'b'.repeat(3000)}`)),
  artifact: (root, context) => context.recordArtifact({ kind: 'report', uri: join(root, 'none.md') }),
};

async function replayTwice(checkout: string, way: string): Promise<ReplayResult[]> {
  const project = createProject();
  const root = join(project.root, checkout);
  for (const [path, content] of Object.entries(fixtureFiles('one', { expected: { artifacts: { min: 1 } } })))
    project.write(join(checkout, path), content);
  project.write(join(checkout, 'package.json'), {});
  project.git('init', '--quiet');
  const agent = defineAgent({ name: 'agent', run: (_, context) => WAYS[way]?.(root, context) });
  const config = { ...(await loadConfig(root)), agents: { agent } };
  const dir = join(root, 'fixtures/suite/one');
  return [await replay(dir, { config }), await replay(dir, { config })];
}

test.each(Object.keys(WAYS))(
  'a text that names a folder (%s) is the same in each replay and each checkout',
  async (way) => {
    const replays: ReplayResult[][] = [];
    for (const checkout of CHECKOUTS) replays.push(await replayTwice(checkout, way));
    expect(replays.flat().map(({ ok }) => ok)).toEqual([false, false, false, false]);
    expect(replays.map((each) => repeated(each).divergence)).toEqual([null, null]);
    expect(new Set(replays.flat().map(verdictJson)).size).toBe(1);
  },
);

test('what a folder stands for is told', async () => {
  const reasons: string[] = [];
  for (const way of [
    'workspace',
    'project',
    'repository',
    'temporary',
    'made',
    'made of words',
    'address',
    'stack',
    'artifact',
  ]) {
    const [result] = await replayTwice('app', way);
    const { failure_reason: reason } = JSON.parse(verdictJson(result)) as {
      failure_reason: string;
    };
    reasons.push(reason);
  }
  expect(reasons).toMatchInlineSnapshot(`
    [
      "exception: Error: ENOENT: no such file or directory, open 'WORKSPACE/none.md'",
      "exception: Error: ENOENT: no such file or directory, open 'PROJECT/src/none.md'",
      "exception: Error: ENOENT: no such file or directory, open 'REPOSITORY/none.md'",
      "exception: Error: ENOENT: no such file or directory, open 'TEMP/none.md'",
      "exception: Error: ENOENT: no such file or directory, open 'TEMP/agent-XXXXXX/none.md'",
      "exception: Error: ENOENT: no such file or directory, open 'TEMP/my-own-agents-XXXXXX/none.md'",
      "exception: Error: nothing at file://PROJECT/a.md",
      "exception: Error: wrapped: Error: inner…",
      "side_effect_unconfirmed: report "PROJECT/none.md" was claimed, but does not exist",
    ]
  `);
});

test('a fixture below two configs has a verdict', async () => {
  const { root } = createProject({
    ...fixtureFiles('one'),
    'agent-replay.config.mjs': 'export default {};',
    'agent-replay.config.js': 'export default {};',
  });
  expect(JSON.parse(verdictJson(await replay(join(root, 'fixtures/suite/one'))))).toMatchObject({
    failure_class: 'fixture_invalid',
    failure_reason: expect.stringContaining('there are two') as string,
  });
});
