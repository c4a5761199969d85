import type { Interaction, Json, Miss } from '@agent-replay/contracts';
import { describe, expect, it } from 'vitest';
import { createEngine, isMiss } from './engine.ts';
import { httpCall } from './http-call.ts';
import type { MatchOptions } from './match-options.ts';

const URL_ = 'https://api.example.com/v1/messages';
const JSON_TYPE: [string, string][] = [['content-type', 'application/json']];

const recorded = (id: string, body: Json, url = URL_): Interaction => ({
  id,
  lane: `POST ${url}`,
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

const missOf = (answer: Interaction | Miss): Miss => {
  if (!isMiss(answer)) expect.unreachable(`answered by ${answer.id}`);
  return answer as Miss;
};

describe('matching', () => {
  it('does not mind the order of keys or of query parameters', () => {
    const engine = createEngine([recorded('a', { x: 1, y: 2 }, `${URL_}?a=1&b=2`)]);
    expect(isMiss(engine.answer(call({ y: 2, x: 1 }, { url: `${URL_}?b=2&a=1` })))).toBe(false);
  });

  it('leaves out ignored fields, idempotency keys and query parameters', () => {
    const match = { ignore: ['/messages/*/at', '/a~1b'], ignoreQuery: ['trace'] };
    const engine = createEngine(
      [recorded('a', { messages: [{ at: 1, text: 'x' }], 'a/b': 1, idempotency_key: 'k' })],
      match,
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
    const engine = createEngine([recorded('a', {})], match);
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
        tape      1 interaction, 0 used
        nearest   0001: POST https://api.example.com/v1/messages, differs at /body/messages/0/content
        expected  "Summarise the report."
        received  "Summarize the report!"
        cause     body-diff
        fix       re-record with --mode record, or ignore the field: match.ignore: ["/messages/0/content"]"
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
        tape      2 interactions, 2 used
        recorded  2 answers, this is call 3
        cause     exhausted
        fix       the agent calls more often than when it was recorded: mend the agent, or re-record with --mode record"
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
    const candidates = Array.from({ length: 100 }, (_, index) =>
      recorded(`i${index}`, {
        model: `model-${index % 7}`,
        temperature: index / 100,
        messages: [
          { role: 'user', content: `question ${index}` },
          { role: 'assistant', content: `answer ${index}` },
        ],
      }),
    );
    for (let seed = 0; seed < 20; seed += 1) {
      const index = (seed * 37 + 11) % 100;
      const body = structuredClone(
        candidates[index]?.kind === 'http' ? (candidates[index].request.body as { json: never }).json : {},
      ) as {
        temperature: number;
        messages: { content: string }[];
      };
      const [pointer, mutate] = [
        ['/body/temperature', () => (body.temperature += 1)],
        ['/body/messages/0/content', () => ((body.messages[0] as { content: string }).content += '!')],
        ['/body/messages/1/content', () => ((body.messages[1] as { content: string }).content = 'x')],
        ['/body/messages/2', () => body.messages.push({ content: 'more' })],
      ][seed % 4] as [string, () => void];
      mutate();
      const miss = missOf(createEngine(candidates).answer(call(body)));
      expect([miss.cause, miss.nearest[0]?.id, miss.nearest[0]?.differences[0]?.path]).toEqual([
        'body-diff',
        `i${index}`,
        pointer,
      ]);
      expect(miss.message.split('\n').length).toBeLessThanOrEqual(15);
    }
  });
});
