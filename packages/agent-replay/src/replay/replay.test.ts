import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { type Json, jsonSha256 } from '@agent-replay/contracts';
import { setupServer } from 'msw/node';
import { expect, onTestFinished, test } from 'vitest';
import { defineAgent } from '../agent/define-agent.ts';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { createProject, fixtureFiles, toolInteraction } from '../project.suite.ts';
import { tool } from '@agent-replay/cassette';
import { openStore } from '@agent-replay/runs';
import { mixedExitCode } from './exit-code.ts';
import { replay } from './replay.ts';
import { verdictJson } from './verdict-json.ts';

const search = tool('search', async (_q: string): Promise<string> => Promise.reject(new Error('left')), {
  effect: 'read',
});

const lookup = tool('lookup', async (_q: Json): Promise<Json> => Promise.reject(new Error('left')), {
  effect: 'read',
});

async function setUp(
  run: Parameters<typeof defineAgent>[0]['run'],
  changes: Parameters<typeof fixtureFiles>[1] = {},
): Promise<{ dir: string; config: Config }> {
  const { root } = createProject(fixtureFiles('one', changes));
  const agent = defineAgent({ name: 'agent', run });
  return {
    dir: join(root, 'fixtures/suite/one'),
    config: { ...(await loadConfig(root)), agents: { agent } },
  };
}

const key = (round: number, text: string): number =>
  createHash('sha256').update(`${round}${text}`).digest().readUInt32BE();

test('E10: a hundred replays give the same bytes, whatever the agent says and in whatever order', async () => {
  let round = 0;
  const { dir, config } = await setUp(
    async () => {
      round += 1;
      // seeded by the round: the order in which the calls are made, and how long each is thought about
      const order = ['a', 'b', 'c'].toSorted((x, y) => key(round, x) - key(round, y));
      const answers = await Promise.all(
        order.map(async (each) => {
          for (let turn = key(round, each) % 5; turn > 0; turn -= 1) await Promise.resolve();
          return search(each);
        }),
      );
      return { text: `${round} ${performance.timeOrigin}`, answers };
    },
    {
      interactions: ['a', 'b', 'c'].map((each) => toolInteraction(each, 'search', each, each)),
      expected: { artifacts: { min: 2 } },
    },
  );
  const seen = new Set<string>();
  for (let index = 0; index < 100; index += 1) seen.add(verdictJson(await replay(dir, { config })));
  expect([...seen]).toMatchInlineSnapshot(`
    [
      "{"exit_code":1,"failure_class":"missing_artifact_ref","failure_reason":"missing_artifact_ref: done was claimed, but no artifact was recorded","fixture_id":"one","issues":[{"code":"missing_artifact_ref","column":5,"expected":"at least 2 artifacts","file":"expected.json","line":3,"message":"done was claimed, but no artifact was recorded","path":"/artifacts/min","received":"none"}],"mode":"cassette","ok":false,"proof":"unproven","status":"failed","suite":"suite"}",
    ]
  `);
});

test('a miss that the agent swallows is a miss', async () => {
  const { dir, config } = await setUp(async () => search('unknown').catch(() => 'fine'), {
    expected: { output: { type: 'string' }, status: ['passed', 'blocked'] },
  });
  const result = await replay(dir, { config });
  expect(result).toMatchObject({
    ok: false,
    exit_code: 4,
    verdict: { failure_class: 'cassette_miss' },
    ledger: { misses: [{ cause: 'new-call' }] },
  });
});

test('a refusal that the contract asks for is green', async () => {
  const { dir, config } = await setUp(async () => search('known'), {
    input: { tool_allowlist: [] },
    expected: { status: ['blocked'], artifacts: { min: 0 } },
    interactions: [toolInteraction('1', 'search', 'known', 'found')],
  });
  expect(await replay(dir, { config })).toMatchObject({
    ok: true,
    exit_code: 0,
    verdict: { status: 'blocked', failure_class: 'tool_not_allowed' },
  });
});

test('the same function that production calls is what is replayed, and its run is a row beside the live ones', async () => {
  const { dir, config } = await setUp(
    async (payload, context) => {
      await context.setState('order', 'done');
      return { payload, state: context.state('order'), attempt: context.task.attempt };
    },
    { expected: { state: { final: [{ ref: 'order', equals: 'done' }] } } },
  );
  const result = await replay(dir, { config });
  expect(result).toMatchObject({
    ok: true,
    run: { run_type: 'replay', fixture_id: 'one', status: 'passed' },
    evidence: { output: { payload: {}, state: 'done', attempt: 1 } },
  });
});

test('replays that are started together take turns', async () => {
  let running = 0;
  let most = 0;
  const { dir, config } = await setUp(
    async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return 'done';
    },
    { expected: { output: { const: 'done' } } },
  );
  const results = await Promise.all(Array.from({ length: 5 }, () => replay(dir, { config })));
  expect(results.map(({ exit_code: code }) => code)).toEqual([0, 0, 0, 0, 0]);
  expect(most).toBe(1);
});

test('a file that the fixture gives is no fresh result, however often it is replayed', async () => {
  const { dir, config } = await setUp(
    (_, context) => context.recordArtifact({ kind: 'file', uri: 'report.csv' }),
    {
      input: { state: [{ ref: 'file:report.csv', content: 'id', sha256: jsonSha256('id') }] },
      expected: { artifacts: { min: 1, fresh: true } },
    },
  );
  for (let index = 0; index < 4; index += 1)
    expect(await replay(dir, { config })).toMatchObject({ ok: false, run: { status: 'failed' } });
});

test('an agent that ignores its time limit is ended by it', async () => {
  const { dir, config } = await setUp(async () => new Promise(() => undefined), {
    input: { timeout_seconds: 0.05 },
  });
  expect(await replay(dir, { config })).toMatchObject({
    exit_code: 1,
    verdict: { failure_class: 'timeout' },
  });
});

test('an agent that calls itself otherwise than the config does is not replayed', async () => {
  const { dir, config } = await setUp(() => ({}));
  const agents = { agent: defineAgent({ name: 'other', run: () => ({}) }) };
  expect(await replay(dir, { config: { ...config, agents } })).toMatchObject({
    ok: false,
    verdict: {
      failure_class: 'agent_load_failed',
      failure_reason: expect.stringContaining('it calls itself "other"'),
    },
  });
});

test('a folder that is no fixture is a verdict, not an error', async () => {
  expect(await replay('/nowhere/at/all')).toMatchObject({
    exit_code: 2,
    verdict: { status: 'inconclusive', failure_class: 'fixture_invalid' },
  });
});

test.each([
  [[0, 0], 0],
  [[0, 3], 3],
  [[3, 5], 5],
  [[5, 4], 4],
  [[4, 5, 3, 0, 1], 1],
  [[2, 4], 2],
  [[], 3],
] as const)('results %j end with %i', (codes, expected) => {
  expect(mixedExitCode(codes)).toBe(expected);
});

test("what the config's own rules took out of a tape is taken out of the calls of a replay", async () => {
  const look = { query: '[REDACTED:badge:0a1b2c3d]', ACME_PIN: '[REDACTED:value:0a1b2c3d]' };
  const { dir, config } = await setUp(async () => lookup({ query: 'BADGE-123456', ACME_PIN: 'of the day' }), {
    interactions: [toolInteraction('a', 'lookup', look, 'an answer')],
    expected: { output: { const: 'an answer' } },
  });
  const redact = { rules: [{ kind: 'badge', pattern: 'BADGE-\\d{6}' }], values: ['of the day'] };
  expect((await replay(dir, { config })).verdict.failure_class).toBe('cassette_miss');
  expect((await replay(dir, { config: { ...config, redact } })).verdict.status).toBe('passed');
});

test('of a secret that a verdict tells of, its bytes hold the kind: the digest is of one process', async () => {
  const { dir, config } = await setUp(async () => search('to ann@example.com'), {
    interactions: [toolInteraction('a', 'search', 'to [REDACTED:email:0a1b2c3d] and more', 'an answer')],
  });
  const result = await replay(dir, { config });
  expect(result.verdict.failure_reason).toMatch(/\[REDACTED:email:[0-9a-f]{8}\]/);
  expect(verdictJson(result)).toContain('search(\\"to [REDACTED:email]\\")');
  expect(verdictJson(result)).not.toContain('[REDACTED:email:');
});

test('a replay that passes keeps what it was served by its ids, and one that does not keeps it whole', async () => {
  const { dir, config } = await setUp(async () => ({ found: await search('a'), email: 'ann@example.com' }), {
    interactions: [toolInteraction('a', 'search', 'a', 'an answer')],
    expected: { output: { type: 'object' } },
  });
  const store = await openStore(config.store);
  const green = await replay(dir, { config, store });
  expect(green.verdict.status).toBe('passed');
  expect(await store.getEvents(green.run?.run_id ?? '')).toEqual([]);
  expect(await store.getDetails(green.run?.run_id ?? '')).toEqual({
    output: { found: 'an answer', email: expect.stringMatching(/^\[REDACTED:/) },
    ledger: { served: ['a'], unused: [], misses: [], blocked: [], drift: [], unguarded: [] },
    evidence_paths: [],
    issues: [],
  });
  expect(await store.getFacts(green.run?.run_id ?? '')).toMatchObject({ events: 1, tool_calls: 1 });
  await writeFile(join(dir, 'expected.json'), JSON.stringify({ output: { type: 'string' } }));
  const red = await replay(dir, { config, store });
  expect(red.verdict.status).toBe('failed');
  expect(await store.getEvents(red.run?.run_id ?? '')).toMatchObject([
    { kind: 'tool_call', seq: 1, interaction: { id: 'a', response: { result: 'an answer' } } },
  ]);
  expect(await store.getFacts(red.run?.run_id ?? '')).toMatchObject({ events: 1, tool_calls: 1 });
  await store.close();
});

test('an agent that goes into its workspace, and stays there, leaves the next one where it was', async () => {
  const place = process.cwd();
  const { dir, config } = await setUp(async (_, { workspace }) => {
    process.chdir(workspace);
    await writeFile('report.md', 'here');
    return { in: process.cwd() === workspace };
  });
  for (let round = 0; round < 2; round += 1) {
    const { run } = await replay(dir, { config });
    expect(run?.failure_reason ?? '').not.toContain('uv_cwd');
    expect(process.cwd()).toBe(place);
  }
});

test("the exit code that an agent sets is neither its runner's nor the next agent's", async () => {
  const before = process.exitCode;
  const seen: unknown[] = [];
  const { dir, config } = await setUp(async () => {
    seen.push(process.exitCode);
    process.exitCode = 7;
    return {};
  });
  for (let round = 0; round < 2; round += 1) {
    await replay(dir, { config });
    expect(process.exitCode).toBe(before);
  }
  expect(seen).toEqual([before, before]);
});

test.each(['fetch', 'http'])(
  'in fast time a timer that guards the head of an answer does not fire for its body: %s',
  async (client) => {
    let seen: unknown;
    const { dir, config } = await setUp(
      async () => {
        const controller = new AbortController();
        const guard = setTimeout(() => controller.abort(), 1000);
        if (client === 'fetch') {
          const response = await fetch('http://api.example/report', { signal: controller.signal });
          clearTimeout(guard);
          return (seen = { body: await response.text(), at: Date.now() });
        }
        const request = get('http://api.example/report', { signal: controller.signal });
        const [response] = (await once(request, 'response')) as [IncomingMessage];
        clearTimeout(guard);
        return (seen = { body: await textOf(response), at: Date.now() });
      },
      {
        input: { clock: { mode: 'fast', start: '2026-11-24T08:00:00.000Z' } },
        interactions: [
          {
            id: '0001',
            kind: 'http',
            effect: 'read',
            request: { method: 'GET', url: 'http://api.example/report', headers: [] },
            response: { status: 200, headers: [], body: { text: 'long' } },
            timing: { started_ms: 0, duration_ms: 60_000, head_ms: 200 },
          },
        ],
      },
    );
    await replay(dir, { config });
    expect(seen).toEqual({ body: 'long', at: Date.parse('2026-11-24T08:01:00.000Z') });
  },
);

test('a replay that is stopped says which frame a session waited for', async () => {
  const frame = (direction: 'sent' | 'received', text: string) => ({ at_ms: 0, direction, data: { text } });
  const { dir, config } = await setUp(
    async () => {
      const socket = new WebSocket('wss://feed.example/');
      await new Promise((resolve) => socket.addEventListener('open', resolve));
      socket.send('a');
      const [answer] = (await once(socket, 'message')) as [MessageEvent];
      return answer.data as string;
    },
    {
      input: { clock: { mode: 'fast', start: '2026-11-24T08:00:00.000Z' }, timeout_seconds: 2 },
      interactions: [
        {
          id: '0001',
          kind: 'websocket',
          effect: 'read',
          request: { url: 'wss://feed.example/' },
          response: { frames: [frame('sent', 'a'), frame('sent', 'b'), frame('received', 'answer')] },
        },
      ],
    },
  );
  const { verdict } = await replay(dir, { config });
  expect(verdict.failure_reason).toMatch(
    /^timeout: run \(.*wss:\/\/feed\.example\/ waits for frame 2 to be sent\)/,
  );
});

test.each(['frozen', 'advancing', 'fast'])(
  'what tries again after a miss comes to its end without its waits: %s',
  async (mode) => {
    const asked: string[] = [];
    const { dir, config } = await setUp(
      async () => {
        for (const wait of [60_000, 120_000, 240_000]) {
          asked.push(await search('unknown').catch(({ code }) => code));
          await new Promise((resolve) => setTimeout(resolve, wait));
        }
        return 'gave up';
      },
      {
        input: { clock: { mode, start: '2026-11-24T08:00:00.000Z' }, timeout_seconds: 3600 },
        expected: { output: { type: 'string' } },
      },
    );
    const result = await replay(dir, { config });
    expect(result).toMatchObject({
      verdict: { failure_class: 'cassette_miss', issues: [{ code: 'cassette_miss' }] },
      waits_ms: [60_000, 120_000, 240_000],
    });
    expect(asked).toEqual(['MISS', 'MISS', 'MISS']);
  },
);

test('what tries for ever after a miss ends at the limit, which no one waits for', async () => {
  const { dir, config } = await setUp(
    async () => {
      for (;;) {
        await search('unknown').catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, 600_000));
      }
    },
    { input: { timeout_seconds: 3600 }, expected: { output: { type: 'string' } } },
  );
  const { verdict } = await replay(dir, { config });
  expect(verdict.issues.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['cassette_miss', 'timeout']),
  );
});

test('in fast time an answer comes after the timers that were due before it, as it did live', async () => {
  let won: string | undefined;
  const { dir, config } = await setUp(
    async () => {
      const given = search('a');
      won = await Promise.race([
        given,
        new Promise<string>((resolve) => setTimeout(() => resolve('timer'), 100)),
      ]);
      return { late: await given, at: Date.now() };
    },
    {
      input: { clock: { mode: 'fast', start: '2026-11-24T08:00:00.000Z' } },
      interactions: [
        { ...toolInteraction('a', 'search', 'a', 'a'), timing: { started_ms: 0, duration_ms: 500 } },
      ],
    },
  );
  for (let round = 0; round < 5; round += 1) {
    won = undefined;
    const { ledger } = await replay(dir, { config });
    expect({ won, served: ledger?.served }).toEqual({ won: 'timer', served: ['a'] });
  }
});

test("the chance of an agent does not hang on a user's own msw", async () => {
  const url = 'https://api.example.com/';
  const { dir, config } = await setUp(
    async () => {
      const said = await (await fetch(url)).text();
      return [said, crypto.randomUUID(), Math.random()];
    },
    {
      interactions: [
        {
          id: '1',
          kind: 'http',
          effect: 'read',
          request: { method: 'GET', url, headers: [] },
          response: { status: 200, headers: [], body: { text: 'taped' } },
        },
      ],
      expected: { output: { type: 'array' } },
    },
  );
  const alone = await replay(dir, { config });
  const mocks = setupServer();
  mocks.listen({ onUnhandledRequest: 'bypass' });
  onTestFinished(() => mocks.close());
  const beside = await replay(dir, { config });
  expect(alone.evidence?.output).toEqual(['taped', expect.any(String), expect.any(Number)]);
  expect(beside.evidence?.output).toEqual(alone.evidence?.output);
});
