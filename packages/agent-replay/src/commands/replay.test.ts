import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { expect, test, vi } from 'vitest';
import { agentModule, CONFIG, createProject, fixtureFiles, toolInteraction } from '../project.suite.ts';

// Whole processes, several a test, on machines that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const SEARCH = `const search = tool('search', async () => { throw new Error('left the process'); }, { effect: 'read' });`;

interface Document {
  exit_code: number;
  summary: Record<string, number>;
  fixtures: {
    suite: string;
    fixture_id: string;
    exit_code: number;
    ok: boolean;
    verdict: { status: string; failure_class: string | null };
    waits_ms: number[];
    evidence: { output: unknown };
    repeat: { passed: number; divergence: unknown };
  }[];
}

/** An agent that does what the fixture's payload names, so that one project shows every ending. */
const MANY = agentModule(
  `switch (payload.do) {
    case 'pass': return report();
    case 'fail': return { done: true };
    case 'throw': throw new TypeError('broken');
    case 'miss': return report(String(await search('unknown')));
    case 'swallow': await search('unknown').catch(() => null); return report();
    case 'exit': await search('unknown').catch(() => null); await report(); process.exit(0);
    case 'abort': process.abort();
    case 'reject': Promise.reject(new Error('nobody waits')); await new Promise(() => {}); return;
    case 'forbidden': await search('known'); return report();
    case 'spin': for (;;) await context.clock.sleep(60_000);
  }`,
  SEARCH,
);

function many(...names: string[]): Record<string, string | object> {
  const fixture = (name: string): Record<string, object> =>
    fixtureFiles(name, {
      input: {
        task: { task_id: 't', attempt: 1, payload: { do: name } },
        ...(name === 'forbidden' && { tool_allowlist: ['other'] }),
        ...(name === 'spin' && { clock: { mode: 'fast', start: '2026-11-24T08:30:00.000Z' } }),
      },
      interactions: [toolInteraction('1', 'search', 'known', 'found')],
    });
  return Object.assign({ ...CONFIG, 'agent.js': MANY }, ...names.map(fixture));
}

test.each([
  ['pass', 0, 'passed', null],
  ['fail', 1, 'failed', 'missing_artifact_ref'],
  ['throw', 1, 'failed', 'exception'],
  ['reject', 1, 'failed', 'exception'],
  ['spin', 1, 'failed', 'timeout'],
  ['miss', 4, 'blocked', 'cassette_miss'],
  ['swallow', 4, 'blocked', 'cassette_miss'],
  ['exit', 4, 'blocked', 'cassette_miss'],
  ['forbidden', 4, 'blocked', 'tool_not_allowed'],
  ['abort', 5, 'inconclusive', 'replay_crashed'],
])('an agent that does "%s" ends the command with %i', async (name, code, status, failureClass) => {
  const project = createProject(many(name));
  const { code: ended, value } = await project.json<Document>('--fixture', `fixtures/suite/${name}`);
  expect(value.fixtures[0]).toMatchObject({
    exit_code: code,
    verdict: { status, failure_class: failureClass },
  });
  expect(ended).toBe(code);
});

test('a fixture that kills its process takes no other one with it, and the worst of all decides', async () => {
  const project = createProject(many('abort', 'fail', 'miss', 'pass'));
  const all = await project.json<Document>('--fixture', 'fixtures/*/*');
  expect(all.value.fixtures.map(({ fixture_id: id, exit_code: code }) => `${id} ${code}`)).toEqual([
    'abort 5',
    'fail 1',
    'miss 4',
    'pass 0',
  ]);
  expect(all.code).toBe(1);
  expect(
    (await project.run('--fixture', 'fixtures/suite/abort', 'fixtures/suite/miss', 'fixtures/suite/pass'))
      .code,
  ).toBe(4);
  expect((await project.run('--fixture', 'fixtures/suite/abort', 'fixtures/suite/pass')).code).toBe(5);
});

test('counts the same things where nothing is found as where something is', async () => {
  const project = createProject(many('pass'));
  const some = await project.json<Document>('--fixture', 'fixtures/suite/pass');
  const none = await project.json<Document>('--fixture', 'fixtures/suite/gone');
  expect(none).toMatchObject({ code: 3, value: { exit_code: 3, summary: { total: 0 } } });
  expect(Object.keys(none.value.summary)).toEqual(Object.keys(some.value.summary));
});

test('each of several names has to lead to a fixture, and each fixture is replayed once', async () => {
  const project = createProject(many('fail', 'pass'));
  const [pass, gone] = ['fixtures/suite/pass', 'fixtures/suite/gone'];
  const one = await project.json<Document & { not_found: string[] }>(
    '--fixture',
    pass,
    gone,
    'fixtures/suite/p*',
  );
  expect(one.value).toMatchObject({ exit_code: 3, not_found: [gone], summary: { total: 1, unproven: 1 } });
  expect(one.code).toBe(3);
  const { stderr } = await project.run('--fixture', pass, gone);
  expect(stderr).toContain(`Failed to find fixtures: nothing matches ${gone}.\n`);
  const fix =
    'name one that there is, as "agent-replay coverage" lists them, or freeze a run: agent-replay freeze <run_id>';
  for (const [given, ...command] of [
    ['suite/pas', '--fixture'],
    ['./fixtures/suite/pas', 'validate'],
    ['pas', 'prove'],
  ] as const)
    expect((await project.run(...command, given)).stderr).toBe(
      `Failed to find fixtures: nothing matches ${given}.
  looked   for a folder, a glob or an id, among 2 of the config
  nearest  suite/pass
  fix      ${fix}
`,
    );
  expect(await project.json('--fixture', 'suite/pas')).toMatchObject({
    code: 3,
    value: { not_found: ['suite/pas'], nearest: ['suite/pass'] },
  });
  expect((await project.run('validate', 'nope')).stderr).toBe(
    `Failed to find fixtures: nothing matches nope.
  looked  for a folder, a glob or an id, among 2 of the config
  fix     ${fix}
`,
  );
  expect((await project.run('--fixture', 'fixtures/suite/fail', gone)).code).toBe(1);
  expect(await project.json('validate', pass, gone)).toMatchObject({ code: 3, value: { not_found: [gone] } });
  expect((await project.run('validate', pass)).code).toBe(0);
  project.write('fixtures/suite/pass/expected.json', '{');
  expect(await project.json('--fixture', pass, gone)).toMatchObject({
    code: 2,
    value: { summary: { total: 1, failed: 0, invalid: 1 } },
  });
  expect((await project.run('validate', pass, gone)).code).toBe(2);
});

test('without --fixture all that the config names are replayed', async () => {
  const project = createProject(many('miss', 'pass'));
  const all = await project.json<Document>('--mode', 'strict');
  expect(all.value.fixtures.map(({ fixture_id: id }) => id)).toEqual(['miss', 'pass']);
  expect(all.code).toBe(4);
});

test('in a monorepo each fixture is replayed under the config of its own project', async () => {
  const project = createProject();
  for (const name of ['one', 'two']) {
    for (const [path, content] of Object.entries(many('pass')))
      project.write(`packages/${name}/${path}`, content);
    project.write(`packages/${name}/package.json`, { type: 'module' });
  }
  const all = await project.json<Document>('--fixture', 'packages/*/fixtures/suite/pass');
  expect(all.value.summary).toMatchObject({ total: 2, unproven: 2 });
  expect(all.code).toBe(0);
});

test('files that are wrong are exit 2 with their place; a tape that is cut off is exit 4', async () => {
  const project = createProject(many('pass', 'fail', 'miss'));
  project.edit('fixtures/suite/pass/expected.json', (text) => text.replace('"artifacts"', '"artefacts"'));
  project.edit('fixtures/suite/fail/tool_cassettes.json', (text) => text.trimEnd().slice(0, -1));
  const invalid = await project.json<Document>('--fixture', 'fixtures/suite/pass');
  expect(invalid).toMatchObject({
    code: 2,
    value: {
      fixtures: [
        {
          verdict: {
            failure_class: 'contract_invalid',
            issues: [{ code: 'unknown_key', path: '/artefacts', line: 2, column: 3 }],
          },
        },
      ],
    },
  });
  expect(await project.json('--fixture', 'fixtures/suite/fail')).toMatchObject({
    code: 4,
    value: { fixtures: [{ verdict: { failure_class: 'cassette_corrupt' } }] },
  });
  const validated = await project.json<{ fixtures: { fixture_id: string; errors: unknown[] }[] }>('validate');
  expect(validated.code).toBe(2);
  expect(validated.value.fixtures.map(({ fixture_id: id, errors }) => `${id} ${errors.length}`)).toEqual([
    'fail 1',
    'miss 0',
    'pass 1',
  ]);
});

test('nothing to replay is exit 3, an unknown agent is exit 3, a wrong option is exit 2', async () => {
  const project = createProject({ ...many('pass'), 'agent-replay.config.json': { agents: {} } });
  expect((await project.run('--fixture', 'fixtures/none/*')).code).toBe(3);
  expect(await project.json('--fixture', 'fixtures/suite/pass')).toMatchObject({
    code: 3,
    value: { fixtures: [{ verdict: { failure_class: 'agent_not_found' } }] },
  });
  expect((await project.run('--fixture', 'fixtures/suite/pass', '--mode', 'record')).code).toBe(2);
  expect((await project.run('--fixture', 'fixtures/suite/pass', '--repeat', '0')).code).toBe(2);
  project.write('agent-replay.config.json', { agent: {} });
  const wrong = await project.run('--fixture', 'fixtures/suite/pass');
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('/agent');
});

test('what an agent wrote for people is shown on standard error where its fixture is red, and nowhere else', async () => {
  const project = createProject({
    ...CONFIG,
    'agent.js': agentModule(
      `console.log('::error::' + payload.say + '\\u001B[2J');
       for (let line = 0; line < 2000; line += 1) console.error('line', line, 'sk-proj-Ab3dEf6hIj9kLmNoPqRsTuVwXyZ0123456789abcd');
       console.error('é last' + 'x'.repeat(1000));
       if (payload.say === 'green') await report();`,
    ),
    ...fixtureFiles('a_red', { input: { task: { task_id: 't', attempt: 1, payload: { say: 'red' } } } }),
    ...fixtureFiles('b_green', { input: { task: { task_id: 't', attempt: 1, payload: { say: 'green' } } } }),
  });
  const { code, stdout, stderr } = await project.run('--fixture', 'a_red', '--json');
  expect([code, JSON.parse(stdout)]).toMatchObject([1, { exit_code: 1 }]);
  expect(stdout).not.toContain('line 1999');
  const shown = stderr.split('\n').filter((line) => line.startsWith('  | '));
  expect(shown).toHaveLength(20);
  expect(stderr).toMatch(/its process wrote, after \d{2,3} other lines:/);
  expect(shown.at(-2)).toMatch(/^ {2}\| line 1999 \[REDACTED/);
  expect(shown.at(-1)).toMatch(/^ {2}\| é lastx{394}…$/);
  expect(stderr).not.toContain('sk-proj');
  const green = await project.run('--fixture', 'b_green');
  expect([green.code, green.stdout + green.stderr]).toEqual([0, expect.not.stringContaining('wrote')]);

  project.edit('agent.js', (text) => text.replace('line < 2000', 'line < 0'));
  const short = await project.run('--fixture', 'a_red');
  expect(short.stdout).not.toContain('wrote');
  expect(short.stderr).toContain('  its process wrote:\n  | ');
  expect(short.stderr).toContain('\n  | ::error::red\\u001b[2J\n');
  expect(short.stderr).toContain('\n  | é last');
});

test('calls that nobody asks for are named, and fail when that is asked for', async () => {
  const project = createProject(many('pass'));
  const plain = await project.run('--fixture', 'fixtures/suite/pass');
  expect(plain).toMatchObject({ code: 0 });
  expect(plain.stdout).toContain('unused on the tape: 1');
  expect(await project.json('--fixture', 'fixtures/suite/pass', '--fail-on-unused')).toMatchObject({
    code: 1,
    value: { fixtures: [{ verdict: { failure_class: 'unused_interactions' } }] },
  });
});

test('replays of one fixture are compared, and one that differs is named', async () => {
  const agent = agentModule(
    `globalThis.round = (globalThis.round ?? 0) + 1; if (globalThis.round !== 3) await report();`,
  );
  const project = createProject({ ...CONFIG, 'agent.js': agent, ...fixtureFiles('flaky') });
  const { code, value } = await project.json<Document>('--fixture', 'fixtures/suite/flaky', '--repeat', '5');
  expect(code).toBe(1);
  expect(value.fixtures[0]?.repeat).toMatchObject({
    passed: 4,
    divergence: { path: '/exit_code', first: '0', other: '1', replay: 3 },
  });
});

test('time stands still or jumps over waits, and chance comes from the seed', async () => {
  const agent = agentModule(
    `
    const seen = [Date.now(), new Date().toISOString(), Math.random(), crypto.randomUUID(), randomUUID(), [...crypto.getRandomValues(new Uint8Array(4))]];
    for (let wait = 1000; wait <= 64_000; wait *= 2) await new Promise((resolve) => setTimeout(resolve, wait));
    await sleep(5000);
    await report();
    return { seen, waited: Date.now() - seen[0] };`,
    `import { randomUUID } from 'node:crypto'; import { setTimeout as sleep } from 'node:timers/promises';`,
  );
  const input = { timeout_seconds: 600, clock: { mode: 'fast', start: '2026-01-02T03:04:05.678Z' } };
  const project = createProject({ ...CONFIG, 'agent.js': agent, ...fixtureFiles('fast', { input }) });
  const { code, value } = await project.json<Document>('--fixture', 'fixtures/suite/fast');
  expect(code).toBe(0);
  const [first] = value.fixtures;
  expect(first?.waits_ms).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 5000]);
  expect(first?.evidence.output).toMatchObject({
    seen: { 0: Date.parse('2026-01-02T03:04:05.678Z'), 1: '2026-01-02T03:04:05.678Z' },
    waited: 132_000,
  });
  const again = await project.json<Document>('--fixture', 'fixtures/suite/fast');
  expect(again.value.fixtures[0]?.evidence.output).toEqual(first?.evidence.output);
});

const hasPython = spawnSync('python3', ['--version']).status === 0;

test('a command in another language is an agent: its tools and its HTTP are on the tape', async () => {
  if (!hasPython && process.env['AGENT_REPLAY_CI'] === undefined)
    return console.warn('python3 is not here: agents in other languages are not tried');
  const script = `
import json, os, sys, urllib.request
task = json.loads(sys.stdin.readline())['task']
def post(url, body, send=urllib.request.urlopen):
    request = urllib.request.Request(url, json.dumps(body).encode(), {'content-type': 'application/json'})
    return json.load(send(request))
past_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
search = {'name': 'search', 'arguments': task['payload']['q']}
found = post(os.environ['AGENT_REPLAY_TOOLS'], search, past_proxy)['result']
answer = post(os.environ['OPENAI_BASE_URL'] + '/chat/completions', {'ask': found})
open('report.md', 'w').write(answer['text'])
print(json.dumps({'output': answer['text'], 'artifacts': [{'kind': 'report', 'uri': 'report.md'}]}))
`;
  const http = {
    id: '2',
    lane: 'POST https://api.openai.com/v1/chat/completions',
    kind: 'http',
    effect: 'read',
    request: {
      method: 'POST',
      url: 'https://api.openai.com/v1/chat/completions',
      headers: [],
      body: { json: { ask: 'found' } },
    },
    response: {
      status: 200,
      headers: [['content-type', 'application/json']],
      body: { json: { text: 'an answer' } },
    },
  };
  const fixture = fixtureFiles('python', {
    input: { task: { task_id: 't', attempt: 1, payload: { q: 'known' } } },
    interactions: [toolInteraction('1', 'search', 'known', 'found'), http],
  });
  const project = createProject({
    'agent.py': script,
    ...fixture,
    'agent-replay.config.json': { agents: { agent: { exec: ['python3', './agent.py'] } } },
  });
  const { code, value } = await project.json<Document>('--fixture', 'fixtures/suite/python');
  expect(value.fixtures[0]).toMatchObject({
    ok: true,
    evidence: { output: 'an answer' },
    ledger: { served: ['1', '2'], misses: [] },
  });
  expect(code).toBe(0);
  project.write('agent-replay.config.json', {});
  expect(
    await project.run(
      '--fixture',
      'fixtures/suite/python',
      '--exec',
      `python3 ${join(project.root, 'agent.py')}`,
    ),
  ).toMatchObject({ code: 0 });
});

test('a program of the project is an agent, from wherever it is replayed; what cannot be started has not failed', async () => {
  const script = `#!/bin/sh\nread task\necho x > report.md\necho '{"output":"done","artifacts":[{"kind":"report","uri":"report.md"}]}'\n`;
  const project = createProject({
    'bin/agent': script,
    'agent-replay.config.json': { agents: { agent: { exec: ['./bin/agent'] } } },
    ...fixtureFiles('program'),
  });
  const fixture = 'fixtures/suite/program';
  const verdict = async (...options: string[]): Promise<unknown> => {
    const { code, value } = await project.json<Document>('--fixture', fixture, ...options);
    return [code, value.fixtures[0]?.verdict.failure_class];
  };
  expect(await verdict()).toEqual([3, 'agent_load_failed']);
  chmodSync(join(project.root, 'bin/agent'), 0o755);
  expect(await verdict()).toEqual([0, null]);
  expect(await verdict('--exec', './bin/agent')).toEqual([0, null]);
  expect(await verdict('--exec', 'sh bin/agent')).toEqual([0, null]);
  expect(await verdict('--exec', 'sh -c "./bin/agent | cat"')).toEqual([0, null]);
  expect(await verdict('--exec', 'sh ./bin/agent ./out/not-yet-there.md')).toEqual([0, null]);
  expect(await verdict('--exec', './bin/gone')).toEqual([3, 'agent_load_failed']);
  expect(await verdict('--exec', 'no-such-program-here')).toEqual([3, 'agent_load_failed']);
  for (const nothing of ['', ' ', '""']) expect((await project.run('--exec', nothing)).code).toBe(2);
});

test('the last line of a command is read whole, in whatever pieces it comes, and counts however it ends', async () => {
  const report = { output: 'h\u{E9}llo \u{1F600}', artifacts: [{ kind: 'report', uri: 'report.md' }] };
  const project = createProject({
    'slow.mjs': `import { writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
writeFileSync('report.md', 'x');
for (const byte of Buffer.from(${JSON.stringify(JSON.stringify(report))})) {
  process.stdout.write(Buffer.from([byte]));
  if (byte > 127) await setTimeout(20);
}
process.exitCode = Number(process.argv[2]);
`,
    ...fixtureFiles('pieces'),
  });
  const replayed = async (exit: number): Promise<unknown> => {
    const command = `${process.execPath} ${join(project.root, 'slow.mjs')} ${exit}`;
    const { value } = await project.json<Document>('--fixture', 'fixtures/suite/pieces', '--exec', command);
    return value.fixtures[0];
  };
  const evidence = { artifacts: [{ ref: { kind: 'report', confirmed: true } }] };
  expect(await replayed(0)).toMatchObject({
    ok: true,
    evidence: { ...evidence, output: 'h\u{E9}llo \u{1F600}' },
  });
  expect(await replayed(3)).toMatchObject({ ok: false, verdict: { status: 'degraded' }, evidence });
});

test('an agent that was built with the package in it is replayed as any other; one of another version is refused', async () => {
  const project = createProject({
    ...CONFIG,
    ...fixtureFiles('one'),
    'source.js': agentModule('await report(); return { done: true };'),
  });
  await build({
    root: project.root,
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: {
      ssr: 'source.js',
      outDir: '.',
      emptyOutDir: false,
      rolldownOptions: { output: { entryFileNames: 'agent.js' } },
    },
  });
  expect(project.read('agent.js')).not.toMatch(/from ["']agent-replay["']/);
  expect(await project.json<Document>('--fixture', 'fixtures/suite/one')).toMatchObject({
    code: 0,
    value: { fixtures: [{ verdict: { status: 'passed' } }] },
  });
  const live = await project.json<{ runs: unknown[] }>('runs', '--type', 'live');
  expect(live.value.runs).toEqual([]);

  project.write(
    'agent.js',
    `export const agent = { [Symbol.for('agent-replay.agent')]: 99, execute: () => process.exit(0) };`,
  );
  expect(await project.json<Document>('--fixture', 'fixtures/suite/one')).toMatchObject({
    code: 3,
    value: {
      fixtures: [
        {
          verdict: {
            failure_class: 'agent_load_failed',
            failure_reason: expect.stringContaining('another version of agent-replay made it'),
          },
        },
      ],
    },
  });
});

test('a fixture is named by its id, with its suite where several have it', async () => {
  const files = fixtureFiles('fail', {
    input: { task: { task_id: 't', attempt: 1, payload: { do: 'fail' } } },
  });
  const others = Object.entries(files).map(([name, file]) => [name.replace('/suite/', '/other/'), file]);
  const project = createProject({
    ...CONFIG,
    'agent.js': MANY,
    ...files,
    ...(Object.fromEntries(others) as typeof files),
  });
  const replayed = async (...names: string[]): Promise<string[]> => {
    const { value } = await project.json<Document>('--fixture', ...names);
    return value.fixtures.map(({ suite, fixture_id: id }) => `${suite}/${id}`);
  };
  expect(await replayed('suite/fail')).toEqual(['suite/fail']);
  expect(await replayed('fail')).toEqual(['other/fail', 'suite/fail']);
  expect(await replayed('fixtures/*/fail')).toEqual(['other/fail', 'suite/fail']);
  expect(await replayed('fai')).toEqual([]);
  const { code, stderr } = await project.run('prove', 'fail');
  expect([code, stderr]).toEqual([2, expect.stringContaining('several have this id')]);
  const folder = await project.run('prove', 'fixtures');
  expect([folder.code, folder.stderr]).toEqual([
    2,
    [
      'Failed to find the fixture "fixtures": it holds several, and a proof is of one.',
      '  found  fixtures/other/fail',
      '  found  fixtures/suite/fail',
      '  fix    name the folder of one\n',
    ].join('\n'),
  ]);
  project.write('empty/suite/notes.txt', '');
  const empty = await project.run('prove', 'empty');
  expect([empty.code, empty.stderr]).toEqual([
    2,
    [
      'Failed to find the fixture "empty": it holds none.',
      '  fix  name the folder of one, which holds an input.json, or freeze a run: agent-replay freeze <run_id>\n',
    ].join('\n'),
  ]);
  expect((await project.run('validate', 'suite/fail')).stdout).toContain('1 valid');
});

test('a fixture in quarantine is skipped until its end, and not where that is further off than allowed', async () => {
  const until = new Date(Date.now() + 30 * 86_400_000).toISOString();
  const quarantine = { owner: 'ann', reason: 'flaky', until };
  const files = fixtureFiles('fail', {
    input: { task: { task_id: 't', attempt: 1, payload: { do: 'fail' } } },
    notes: { quarantine },
  });
  const project = createProject({ ...CONFIG, 'agent.js': MANY, ...files });
  expect(await project.json('--fixture', 'fixtures/suite/fail')).toMatchObject({
    code: 3,
    value: { fixtures: [{ proof: 'quarantined', verdict: { status: 'skipped' } }] },
  });
  const endsIn = (end: string): void =>
    project.edit('fixtures/suite/fail/notes.json', (text) =>
      text.replace(/"until": "[^"]*"/, `"until": "${end}"`),
    );
  endsIn('2020-01-01T00:00:00.000Z');
  expect((await project.run('--fixture', 'fixtures/suite/fail')).code).toBe(1);
  endsIn('2999-01-01T00:00:00.000Z');
  expect((await project.run('--fixture', 'fixtures/suite/fail')).code).toBe(1);
});

test('the workspace is a temporary folder with the fixture’s files, and is gone afterwards', async () => {
  const agent = agentModule(
    `
    const text = await readFile(join(context.workspace, 'src/a.txt'), 'utf8');
    await writeFile(join(context.workspace, 'src/a.txt'), text + 'two\\n');
    await report();
    return { workspace: context.workspace };`,
    `import { readFile } from 'node:fs/promises';`,
  );
  const content = 'one\n';
  const { jsonSha256 } = await import('@agent-replay/contracts');
  const files = fixtureFiles('files', {
    input: { state: [{ ref: 'file:src/a.txt', sha256: jsonSha256(content), content }] },
    expected: { artifacts: { min: 1 }, diff: { paths: ['src/**', 'report.md'], max_lines: 2 } },
  });
  const project = createProject({ ...CONFIG, 'agent.js': agent, ...files });
  const { code, value } = await project.json<Document>('--fixture', 'fixtures/suite/files');
  expect(code).toBe(0);
  expect(value.fixtures[0]).toMatchObject({
    evidence: {
      diff: [
        { path: 'report.md', added: 1, removed: 0 },
        { path: 'src/a.txt', added: 1, removed: 0 },
      ],
    },
  });
  const output = value.fixtures[0]?.evidence.output as { workspace: string } | undefined;
  expect(existsSync(output?.workspace ?? '/')).toBe(false);
});
