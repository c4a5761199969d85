import type { Interaction } from '@agent-replay/contracts';
import { createRedactor } from '@agent-replay/redaction';
import { describe, expect, it } from 'vitest';
import { NO_BLOBS } from '../http/blobs.ts';
import { redactRecorded } from '../http/redact-request.ts';
import { call, MESSAGES_URL, missOf, recorded } from './calls.suite.ts';
import { type Answer, createEngine } from './engine.ts';
import { TIMES_AND_IDS } from './explain-miss.ts';
import { httpCall } from './http-call.ts';
import { compileIgnores } from './ignore-fields.ts';

const JSON_TYPE: [string, string][] = [['content-type', 'application/json']];
const isMiss = (answer: Answer): boolean => 'miss' in answer;
const servedBy = (answer: Answer): string =>
  'miss' in answer ? expect.unreachable(answer.miss.message) : answer.interaction.id;

describe('matching', () => {
  it('does not mind the order of keys or of query parameters', () => {
    const engine = createEngine([recorded('a', { x: 1, y: 2 }, `${MESSAGES_URL}?a=1&b=2`)]);
    expect(isMiss(engine.answer(call({ y: 2, x: 1 }, { url: `${MESSAGES_URL}?b=2&a=1` })))).toBe(false);
  });

  it('leaves out ignored fields, idempotency keys and query parameters', () => {
    const match = { ignore: ['/messages/*/at', '/a~1b'], ignoreQuery: ['trace'] };
    const engine = createEngine(
      [recorded('a', { messages: [{ at: 1, text: 'x' }], 'a/b': 1, idempotency_key: 'k' })],
      { match },
    );
    const asked = call(
      { messages: [{ at: 2, text: 'x' }], 'a/b': 2, idempotency_key: 'l' },
      { url: `${MESSAGES_URL}?trace=9`, match },
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

  it('answers a form whose recording names no type', () => {
    const untyped = (text: string): Interaction => {
      const interaction = recorded('a', {});
      if (interaction.kind === 'http')
        interaction.request = { ...interaction.request, headers: [], body: { text } };
      return interaction;
    };
    const fields = [['content-type', 'application/x-www-form-urlencoded']] as [string, string][];
    for (const headers of [fields, [['content-type', 'text/plain']], []] as [string, string][][]) {
      const engine = createEngine([untyped('a=1&b=two+words')]);
      expect(engine.has(call('a=1&b=three', { headers }))).toBe(false);
      expect(servedBy(engine.answer(call('a=1&b=two+words', { headers })))).toBe('a');
    }
    const part = (boundary: string) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--${boundary}--\r\n`;
    const headers = [['content-type', 'multipart/form-data; boundary=two']] as [string, string][];
    const parts = untyped(part('one'));
    expect(servedBy(createEngine([structuredClone(parts)]).answer(call(part('two'), { headers })))).toBe('a');
    if (parts.kind === 'http') parts.request.headers = [['content-type', 'multipart/form-data']];
    expect(servedBy(createEngine([parts]).answer(call(part('two'), { headers })))).toBe('a');
  });

  it('compares multipart by its parts, so that one can be left out, and bytes exactly', () => {
    const upload = (boundary: string, at: string, byte: number) =>
      Buffer.concat([
        Buffer.from(
          `--${boundary}\r\nContent-Disposition: form-data; name="at"\r\n\r\n${at}\r\n--${boundary}\r\n`,
        ),
        Buffer.from(
          'Content-Disposition: form-data; name="file"; filename="a"\r\nContent-Type: image/png\r\n\r\n',
        ),
        Buffer.from([0x89, byte, 0xff]),
        Buffer.from(`\r\n--${boundary}--\r\n`),
      ]);
    const type = (boundary: string): [string, string][] => [
      ['content-type', `multipart/form-data; boundary=${boundary}`],
    ];
    const interaction = recorded('a', {});
    if (interaction.kind === 'http') {
      const body = { base64: upload('one', '2026-11-27T08:00:00.000Z', 1).toString('base64') };
      interaction.request = { ...interaction.request, headers: type('one'), body };
    }
    const ask = (at: string, byte: number, match = {}) => {
      const { method, url } = interaction.request as { method: string; url: string };
      const request = {
        method,
        url,
        headers: type('two'),
        body: upload('two', at, byte),
        effect: 'read' as const,
      };
      return createEngine([interaction], { match }).answer(httpCall(request, match));
    };
    expect(isMiss(ask('2026-11-27T08:00:00.000Z', 1))).toBe(false);
    const later = '2026-11-28T09:00:00.000Z';
    expect(missOf(ask(later, 1))).toMatchObject({
      fix: TIMES_AND_IDS,
      nearest: [{ differences: [{ path: '/at' }] }],
    });
    expect(isMiss(ask(later, 1, { ignore: ['/at'] }))).toBe(false);
    expect(missOf(ask('2026-11-27T08:00:00.000Z', 2)).nearest[0]?.differences[0]?.path).toBe(
      '/file/body/base64',
    );
    expect(isMiss(ask(later, 2, { ignore: ['/at'] }))).toBe(true);
    expect(missOf(ask('2026-11-27T08:00:00.000Z', 2)).fix).not.toBe(TIMES_AND_IDS);
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

  it('knows a session’s id from an answer again, of whatever kind it is where it is sent, and escaped', () => {
    const id = 'b0cb61b0';
    const url = `${MESSAGES_URL}/[REDACTED:query:${id}]?sid=[REDACTED:query:${id}]`;
    const engine = createEngine([recorded('a', { sid: `[REDACTED:cookie:${id}]` }, url)]);
    const escaped = `%5BREDACTED%3Acookie%3A${id}%5D`;
    const asked = { url: `${MESSAGES_URL}/${escaped}?sid=${escaped}` };
    expect(servedBy(engine.answer(call({ sid: `[REDACTED:secret:${id}]` }, asked)))).toBe('a');
  });

  it('takes no card for an address', () => {
    const engine = createEngine([recorded('a', { to: '[REDACTED:email:b0cb61b0]' })]);
    for (const kind of ['card', 'phone', 'key'])
      expect(isMiss(engine.answer(call({ to: `[REDACTED:${kind}:b0cb61b0]` })))).toBe(true);
  });

  it('takes a word for the credential that was taken out of what had been said before it was shown', () => {
    const engine = createEngine([
      recorded('a', { note: 'use [REDACTED:token:11111111], or not', n: [1] }),
      recorded('b', { note: '[REDACTED:key:11111111]-[REDACTED:password:22222222]' }),
    ]);
    for (const other of [
      { note: 'use two words, or not', n: [1] },
      { note: 'use Zz91Yx82, or so', n: [1] },
      { note: 'use Zz91Yx82, or not', n: [2] },
      { note: 'use Zz91Yx82, or not', n: [1], more: true },
    ])
      expect(isMiss(engine.answer(call(other)))).toBe(true);
    expect(servedBy(engine.answer(call({ note: 'Zz91Yx82-Wv73Ut64' })))).toBe('b');
    expect(servedBy(engine.answer(call({ note: 'use Zz91Yx82, or not', n: [1] })))).toBe('a');
    expect(isMiss(engine.answer(call({ note: 'use Zz91Yx82, or not', n: [1] })))).toBe(true);
    expect(engine.unused()).toEqual([]);
  });

  it('takes a word for a credential in an address, which gave its lane the name', () => {
    const engine = createEngine([
      recorded('a', {}, 'https://api.example.com/v1/[REDACTED:token:11111111]/x'),
    ]);
    expect(isMiss(engine.answer(call({}, { url: 'https://api.example.com/v1/Zz91Yx82/y' })))).toBe(true);
    expect(servedBy(engine.answer(call({}, { url: 'https://api.example.com/v1/Zz91Yx82/x' })))).toBe('a');
  });

  it('takes no word for somebody’s name or address', () => {
    const engine = createEngine([recorded('a', { to: 'write to [REDACTED:email:11111111]' })]);
    expect(isMiss(engine.answer(call({ to: 'write to somebody' })))).toBe(true);
  });

  it('knows what was recorded when fewer rules redacted it, each call once, and shows it as today', () => {
    const redactor = createRedactor({ rules: [{ kind: 'name', pattern: 'Olivia|Mei' }] });
    const body = (name: string, email: string) => ({ name, email, nested: JSON.stringify({ name }) });
    const tape = ['Olivia', 'Olivia', 'Mei'].map((name, place) =>
      recorded(`${place}`, body(name, '[REDACTED:email:11111111]')),
    );
    const asToday = (each: Interaction): Interaction => redactRecorded(each, redactor, NO_BLOBS);
    const engine = createEngine(tape, { asToday });
    const asked = (name: string, email = 'a@b.example') => call(redactor.json(body(name, email)));
    expect(['Olivia', 'Mei', 'Olivia'].map((name) => servedBy(engine.answer(asked(name))))).toEqual([
      '0',
      '2',
      '1',
    ]);
    expect(missOf(engine.answer(asked('Olivia'))).cause).toBe('exhausted');
    expect(missOf(engine.answer(call({ ...body('Ada', 'x'), more: 1 }))).message).not.toContain('Olivia');
  });

  it('can hold a lone surrogate', () => {
    const engine = createEngine([recorded('a', { text: '\ud800' })]);
    expect(isMiss(engine.answer(call({ text: '\ud800' })))).toBe(false);
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
