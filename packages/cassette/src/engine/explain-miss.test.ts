import { describe, expect, it } from 'vitest';
import { call, MESSAGES_URL, missOf, recorded } from './calls.suite.ts';
import { websocketCall } from '../websocket/websocket-call.ts';
import { createEngine } from './engine.ts';

const TENANT_A: [string, string][] = [['x-tenant', 'a']];

interface Body {
  messages: [{ content: string }, ...{ content: string }[]];
}

/** Mulberry32. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe('a miss', () => {
  it('explains a changed field', () => {
    const engine = createEngine([
      recorded('0001', { model: 'm', messages: [{ role: 'user', content: 'Summarise the report.' }] }),
    ]);
    const miss = missOf(
      engine.answer(call({ model: 'm', messages: [{ role: 'user', content: 'Summarize the report!' }] })),
    );
    expect(miss.message).toMatchInlineSnapshot(`
      "Failed to replay "POST https://api.example.com/v1/messages": no recorded interaction matches.
        cassette  1 interaction, 0 used
        nearest   #1 POST https://api.example.com/v1/messages, differs at /messages/0/content
        expected  "Summarise the report."
        received  "Summarize the report!"
        cause     body-diff
        fix       the prompt changed: put it back, or take the new request over: agent-replay --fixture <dir> --update, and prove the fixture again; where the answer would be another, record it again"
    `);
    expect(engine.drift()).toMatchObject([
      { interaction: '0001', part: 'request', differences: [{ path: '/messages/0/content' }] },
    ]);
  });

  it('names every query parameter that differs in the way past them', () => {
    const url = (query: string): string => `${MESSAGES_URL}?${query}`;
    const engine = createEngine([recorded('a', { q: 1 }, url('at=1&nonce=2&page=3'))]);
    const differ = missOf(engine.answer(call({ q: 1 }, { url: url('at=4&nonce=5&page=3') })));
    expect(differ.fix).toBe(
      'record it again: openCassette({ path: "tapes/…", mode: "record" }), or leave the parameters out: match.ignoreQuery: ["at", "nonce"]',
    );
  });

  it('proposes no way past a body that is another altogether', () => {
    const engine = createEngine([recorded('a', 'Oslo')]);
    const { message, fix } = missOf(engine.answer(call('Lima')));
    expect(message).toContain('differs at its body');
    expect(fix).not.toContain('match.ignore');
  });

  it('says how often was recorded and how often called', () => {
    const engine = createEngine([recorded('a', {}), recorded('b', {})]);
    engine.answer(call({}));
    engine.answer(call({}));
    expect(missOf(engine.answer(call({}))).message).toMatchInlineSnapshot(`
      "Failed to replay "POST https://api.example.com/v1/messages": recorded 2, call 3.
        cassette  2 interactions, 2 used
        nearest   #1 POST https://api.example.com/v1/messages, used
                  #2 POST https://api.example.com/v1/messages, used
        cause     exhausted
        fix       the agent calls more often than when it was recorded: mend the agent, or record it again: openCassette({ path: "tapes/…", mode: "record" })"
    `);
  });

  it('says of a browser that is driven that it belongs within a tool', () => {
    const url = 'ws://127.0.0.1:44553/devtools/browser/0d2e0efe-caa0-42ab-a4ce-9f29ed395930';
    const miss = missOf(createEngine([]).answer(websocketCall(url, {})));
    expect([miss.cause, miss.fix]).toEqual([
      'new-call',
      expect.stringContaining('within a tool(), whose answer'),
    ]);
  });

  it('tells another URL, and a call that is new, from a changed body', () => {
    const engine = createEngine([recorded('a', { q: 1 })]);
    expect(missOf(engine.answer(call({ q: 1 }, { url: 'https://api.example.com/v2/messages' }))).cause).toBe(
      'url',
    );
    expect(missOf(engine.answer(call({ q: 1 }, { url: `${MESSAGES_URL}?page=2` }))).cause).toBe('url');
    expect(
      missOf(engine.answer(call({ charge: 5 }, { url: 'https://pay.example.com/v1/charges' }))).cause,
    ).toBe('new-call');
    expect(missOf(createEngine([]).answer(call({}))).cause).toBe('new-call');
  });

  it('tells of a port and of a base URL that are others than when it was recorded', () => {
    const local = 'http://127.0.0.1:35533/v1/chat';
    const fixOf = (before: string, after: string): string | undefined =>
      missOf(createEngine([recorded('a', { q: 1 }, before)]).answer(call({ q: 1 }, { url: after })))
        .message.split('\n')
        .at(-1);
    expect(fixOf(local, 'http://127.0.0.1:46057/v1/chat')).toBe(
      '  fix       let that server listen on port 35533 in each run: another port is another URL',
    );
    expect(fixOf(local, 'https://api.example.com/v1/chat')).toBe(
      '  fix       let the agent ask http://127.0.0.1:35533 again: has the environment that it replays in another base URL?',
    );
    expect(fixOf(local, 'http://127.0.0.1:35533/v2/chat')).toContain('correct the URL');
  });

  it('shows what goes to the same host, and says that nothing is near what goes elsewhere', () => {
    const engine = createEngine([recorded('a', { q: 1 })]);
    const near = missOf(engine.answer(call({ x: 5 }, { url: 'https://api.example.com/v1/files/7' })));
    expect([near.cause, near.nearest.map(({ id }) => id)]).toEqual(['new-call', ['a']]);
    const far = missOf(engine.answer(call({ x: 5 }, { url: 'https://pay.example.org/v1/charges' })));
    expect(far.nearest).toEqual([]);
    expect(far.message).toMatchInlineSnapshot(`
      "Failed to replay "POST https://pay.example.org/v1/charges": no recorded interaction matches.
        cassette  1 interaction, 0 used
        nearest   none: nothing like it was recorded
        cause     new-call
        fix       keep the agent from calling it, or record it: openCassette({ path: "tapes/…", mode: "record" })"
    `);
  });

  it('classifies 20 of 20 mutations among 100 candidates, each with its pointer', () => {
    const random = seededRandom(20);
    const bodyOf = (index: number) => ({
      model: `model-${index % 7}`,
      temperature: index / 100,
      user: `[REDACTED:email:${String(index).padStart(8, '0')}]`,
      messages: [
        { role: 'user', content: `question ${index}` },
        { role: 'assistant', content: `answer ${index}` },
      ],
    });
    const match = { headers: ['x-tenant'] };
    const tape = Array.from({ length: 100 }, (_, index) =>
      recorded(`i${index}`, bodyOf(index), `${MESSAGES_URL}/${index % 10}?page=${index}`),
    ).map((each) =>
      each.kind === 'http' ? { ...each, request: { ...each.request, headers: TENANT_A } } : each,
    );
    type Mutated = { cause: string; pointer: string; change: (body: never, url: URL) => unknown };
    const mutations: Mutated[] = [
      {
        cause: 'body-diff',
        pointer: '/temperature',
        change: (body: { temperature: number }) => (body.temperature += 1),
      },
      {
        cause: 'body-diff',
        pointer: '/messages/0/content',
        change: (body: Body) => (body.messages[0].content += '!'),
      },
      {
        cause: 'body-diff',
        pointer: '/messages/2',
        change: (body: Body) => body.messages.push({ content: 'more' }),
      },
      {
        cause: 'body-diff',
        pointer: '/tools',
        change: (body: { tools?: string[] }) => (body.tools = ['search']),
      },
      {
        cause: 'redacted-field',
        pointer: '/user',
        change: (body: { user: string }) => (body.user = 'someone'),
      },
      {
        cause: 'url',
        pointer: '/query/page',
        change: (_: never, url: URL) => url.searchParams.set('page', 'x'),
      },
      {
        cause: 'url',
        pointer: '/query/limit',
        change: (_: never, url: URL) => url.searchParams.set('limit', '5'),
      },
      { cause: 'url', pointer: '/url', change: (_: never, url: URL) => (url.pathname += '/batches') },
      { cause: 'header', pointer: '/headers/x-tenant', change: () => 'header' },
      { cause: 'exhausted', pointer: '', change: () => 'again' },
      {
        cause: 'new-call',
        pointer: '/method',
        change: (body: { model?: string }, url: URL) => {
          delete body.model;
          url.href = 'https://pay.example.org/charges';
        },
      },
    ] as Mutated[];
    for (let seed = 0; seed < 20; seed += 1) {
      const { cause, pointer, change } = mutations[seed % mutations.length];
      const index = Math.floor(random() * tape.length);
      const [body, url] = [bodyOf(index), new URL(`${MESSAGES_URL}/${index % 10}?page=${index}`)];
      const engine = createEngine(tape, { match });
      const changed = change(body as never, url);
      const headers: [string, string][] = changed === 'header' ? [['x-tenant', 'b']] : TENANT_A;
      const asked = call(body, { url: url.href, match, headers });
      if (changed === 'again') engine.answer(asked);
      const miss = missOf(engine.answer(asked));
      expect(miss.cause, miss.message).toBe(cause);
      if (cause !== 'new-call') {
        expect(miss.nearest[0]?.id).toBe(`i${index}`);
        if (pointer !== '') expect(miss.nearest[0]?.differences.map(({ path }) => path)).toEqual([pointer]);
      }
      expect(miss.message.split('\n').length).toBeLessThanOrEqual(15);
      expect(miss.message.split('\n').at(-1)).toMatch(/^ {2}fix /);
    }
  });

  it('shows a long prompt where it was edited', () => {
    const prompt = 'You are a careful assistant. '.repeat(40);
    const engine = createEngine([recorded('a', { system: `${prompt}Be brief.` })]);
    const miss = missOf(engine.answer(call({ system: `${prompt}Be thorough.` })));
    expect(miss.nearest[0]?.differences[0]).toMatchObject({
      path: '/system',
      expected: expect.stringContaining('Be brief.'),
      received: expect.stringContaining('Be thorough.'),
    });
  });

  it('names all fields that differ, so that one change of the config is enough', () => {
    const engine = createEngine([recorded('a', { pid: 1, host: 'a', kept: 1 })]);
    const { fix } = missOf(engine.answer(call({ pid: 2, host: 'b', kept: 1 })));
    expect(fix).toMatch(/, or ignore the fields: match\.ignore: \["\/pid", "\/host"\]$/);
  });

  it('tells a folder of the replay from a prompt that was edited', () => {
    const engine = createEngine([recorded('a', { system: 'Work in /srv/app.' })]);
    for (const folder of [
      'agent-replay-child-4711-aB3_xy/job',
      `agent-replay-${crypto.randomUUID()}/workspace`,
    ]) {
      const { fix } = missOf(engine.answer(call({ system: `Work in /tmp/${folder}.` })));
      expect(fix).toMatch(/^it names a folder that each replay makes anew/);
    }
    expect(missOf(engine.answer(call({ system: 'Work in /tmp/agent-replay-notes.' }))).fix).toMatch(
      /^the prompt changed/,
    );
  });
});
