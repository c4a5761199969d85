import type { Interaction, Json, Miss } from '@agent-replay/contracts';
import { describe, expect, it } from 'vitest';
import { type Answer, createEngine } from './engine.ts';
import { compileIgnores } from './ignore-fields.ts';
import { httpCall } from './http-call.ts';
import type { MatchOptions } from './match-options.ts';

const URL_ = 'https://api.example.com/v1/messages';
const TENANT_A: [string, string][] = [['x-tenant', 'a']];
const JSON_TYPE: [string, string][] = [['content-type', 'application/json']];

interface Body {
  messages: [{ content: string }, ...{ content: string }[]];
}

const recorded = (id: string, body: Json, url = URL_): Interaction => ({
  id,
  lane: `POST ${url.replace(/\?.*$/, '')}`,
  kind: 'http',
  effect: 'read',
  request: { method: 'POST', url, headers: JSON_TYPE, body: { json: body } },
  response: { status: 200, headers: [] },
});

const call = (
  body: unknown,
  options: { url?: string; match?: MatchOptions; headers?: [string, string][] } = {},
) =>
  httpCall(
    {
      method: 'POST',
      url: options.url ?? URL_,
      headers: options.headers ?? JSON_TYPE,
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      effect: 'read',
    },
    options.match ?? {},
  );

const isMiss = (answer: Answer): boolean => 'miss' in answer;
const missOf = (answer: Answer): Miss =>
  'miss' in answer ? answer.miss : expect.unreachable(`answered by ${answer.interaction.id}`);
const servedBy = (answer: Answer): string =>
  'miss' in answer ? expect.unreachable(answer.miss.message) : answer.interaction.id;

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

describe('matching', () => {
  it('does not mind the order of keys or of query parameters', () => {
    const engine = createEngine([recorded('a', { x: 1, y: 2 }, `${URL_}?a=1&b=2`)]);
    expect(isMiss(engine.answer(call({ y: 2, x: 1 }, { url: `${URL_}?b=2&a=1` })))).toBe(false);
  });

  it('leaves out ignored fields, idempotency keys and query parameters', () => {
    const match = { ignore: ['/messages/*/at', '/a~1b'], ignoreQuery: ['trace'] };
    const engine = createEngine(
      [recorded('a', { messages: [{ at: 1, text: 'x' }], 'a/b': 1, idempotency_key: 'k' })],
      { match },
    );
    const asked = call(
      { messages: [{ at: 2, text: 'x' }], 'a/b': 2, idempotency_key: 'l' },
      { url: `${URL_}?trace=9`, match },
    );
    expect(isMiss(engine.answer(asked))).toBe(false);
  });

  it('does not mind a multipart boundary', () => {
    const part = (boundary: string) =>
      `--${boundary}\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--${boundary}--\r\n`;
    const type = (boundary: string): [string, string][] => [
      ['content-type', `multipart/form-data; boundary=${boundary}`],
    ];
    const interaction = recorded('a', {});
    if (interaction.kind === 'http')
      interaction.request = { ...interaction.request, headers: type('one'), body: { text: part('one') } };
    const engine = createEngine([interaction]);
    expect(isMiss(engine.answer(call(part('two'), { headers: type('two') })))).toBe(false);
  });

  it('compares header fields only when asked to', () => {
    const match = { headers: ['X-Tenant'] };
    const engine = createEngine([recorded('a', {})], { match });
    const miss = missOf(engine.answer(call({}, { match, headers: [...JSON_TYPE, ['x-tenant', 'b']] })));
    expect(miss.cause).toBe('header');
  });

  it('takes a redacted value for the same whatever key redacted it', () => {
    const engine = createEngine([recorded('a', { email: '[REDACTED:email:11111111]' })]);
    expect(isMiss(engine.answer(call({ email: '[REDACTED:email:22222222]' })))).toBe(false);
  });

  it('can hold a lone surrogate', () => {
    const engine = createEngine([recorded('a', { text: '\ud800' })]);
    expect(isMiss(engine.answer(call({ text: '\ud800' })))).toBe(false);
  });
});

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
        fix       re-record with mode: "record", or ignore the field: match.ignore: ["/messages/0/content"]"
    `);
    expect(engine.drift()).toMatchObject([
      { interaction: '0001', part: 'request', differences: [{ path: '/messages/0/content' }] },
    ]);
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
        fix       the agent calls more often than when it was recorded: mend the agent, or re-record with mode: "record""
    `);
  });

  it('tells another URL, and a call that is new, from a changed body', () => {
    const engine = createEngine([recorded('a', { q: 1 })]);
    expect(missOf(engine.answer(call({ q: 1 }, { url: 'https://api.example.com/v2/messages' }))).cause).toBe(
      'url',
    );
    expect(missOf(engine.answer(call({ q: 1 }, { url: `${URL_}?page=2` }))).cause).toBe('url');
    expect(
      missOf(engine.answer(call({ charge: 5 }, { url: 'https://pay.example.com/v1/charges' }))).cause,
    ).toBe('new-call');
    expect(missOf(createEngine([]).answer(call({}))).cause).toBe('new-call');
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
      recorded(`i${index}`, bodyOf(index), `${URL_}/${index % 10}?page=${index}`),
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
      const [body, url] = [bodyOf(index), new URL(`${URL_}/${index % 10}?page=${index}`)];
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
});

describe('order', () => {
  it('gives equal calls their answers in order, wherever they stand', () => {
    const engine = createEngine([recorded('a', 'x'), recorded('b', 'y'), recorded('c', 'x')]);
    expect(['"y"', '"x"', '"x"'].map((body) => servedBy(engine.answer(call(body))))).toEqual(['b', 'a', 'c']);
    expect(engine.unused()).toEqual([]);
  });

  it('refuses another order when the lane has one', () => {
    const engine = createEngine([recorded('a', { q: 1 }), recorded('b', { q: 2 })], {
      match: { order: 'lane' },
    });
    expect(missOf(engine.answer(call({ q: 2 })))).toMatchObject({
      cause: 'wrong-order',
      message: expect.stringContaining('recorded later in its lane, where #1 is next'),
    });
    expect(servedBy(engine.answer(call({ q: 1 })))).toBe('a');
    expect(servedBy(engine.answer(call({ q: 2 })))).toBe('b');
  });
});

describe('a call that drifted', () => {
  const tape = [recorded('a', { prompt: 'one', seed: 1 }), recorded('b', { prompt: 'two', seed: 1 })];

  it('is refused, and reported with its differences', () => {
    const engine = createEngine(tape);
    expect(missOf(engine.answer(call({ prompt: 'uno', seed: 1 }))).cause).toBe('body-diff');
    expect(engine.drift()).toEqual([
      {
        interaction: 'a',
        part: 'request',
        differences: [{ code: 'body-diff', path: '/prompt', expected: '"one"', received: '"uno"' }],
      },
    ]);
  });

  it('is given the answer at its place when that was asked for, and is reported all the same', () => {
    const engine = createEngine(tape, { match: { drift: 'serve' } });
    expect(servedBy(engine.answer(call({ prompt: 'uno', seed: 1 })))).toBe('a');
    expect(servedBy(engine.answer(call({ prompt: 'two', seed: 1 })))).toBe('b');
    expect(engine.drift().map(({ interaction }) => interaction)).toEqual(['a']);
    expect(engine.misses()).toEqual([]);
  });
});

describe('fields that change each time', () => {
  it('are left out by JSONPath', async () => {
    const match = { ignore: ['$..id', '$.items[?@.volatile == true].at'] };
    await compileIgnores(match.ignore);
    const body = (id: number) => ({
      id,
      items: [
        { id, volatile: true, at: id },
        { volatile: false, at: 1 },
      ],
    });
    const engine = createEngine([recorded('a', body(1))], { match });
    expect(servedBy(engine.answer(call(body(2), { match })))).toBe('a');
  });

  it.each(['messages/0', '$.['])('cannot be named by "%s"', async (path) => {
    await expect(compileIgnores([path])).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });
});

it('takes URLs for the same that the URL parser takes for the same', () => {
  const same: [string, string][] = [
    ['https://a.test/x', 'HTTPS://A.test:443/./x'],
    ['https://a.test/', 'https://a.test'],
    ['https://a.test/b/c', 'https://a.test/b/d/../c'],
    ['http://127.0.0.1/x', 'http://127.1:80/x'],
    ['https://a.test/x?b=1&a=2&a=1', 'https://a.test/x?a=2&a=1&b=1'],
    ['https://a.test/x?q=a+b', 'https://a.test/x?q=a%20b'],
    ["https://a.test/x?q='", 'https://a.test/x?q=%27'],
    ['https://a.test//x', 'https://a.test//x'],
  ];
  for (const [one, other] of same) {
    expect(createEngine([recorded('a', {}, one)]).answer(call({}, { url: other })), other).toHaveProperty(
      'interaction',
    );
  }
  for (const other of [
    'https://a.test/X',
    'https://a.test/x/',
    'https://a.test/x?y',
    'https://a.test:8443/x',
  ])
    expect(
      createEngine([recorded('a', {}, 'https://a.test/x')]).answer(call({}, { url: other })),
      other,
    ).toHaveProperty('miss');
});
