import { describe, expect, test } from 'vitest';
import { createRedactor } from '../redactor.ts';

const SECRET = 'Qz7aB#kestrel"cD3eF5';
const bare = createRedactor({ key: 'k', environment: {} });
const registered = createRedactor({ key: 'k', environment: {}, values: [SECRET] });

const openai = (text: string): object => ({ choices: [{ index: 0, delta: { content: text } }] });
const gemini = (text: string): object => ({
  candidates: [{ content: { parts: [{ text }], role: 'model' } }],
});
const anthropic = (text: string): object => ({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'text_delta', text },
});
const ollama = (text: string): object => ({ message: { role: 'assistant', content: text }, done: false });
const aiSdk = (text: string): object => ({ type: 'text-delta', id: '0', delta: text });

const lists: [string, (events: object[]) => string][] = [
  ['a list', (events) => JSON.stringify(events)],
  [
    'a list, line by line',
    (events) => `[${events.map((each) => JSON.stringify(each, null, 2)).join(',\r\n')}]`,
  ],
  ['a list that was cut off', (events) => `[${events.map((each) => JSON.stringify(each)).join(',\n')},\n`],
  ['a member', (events) => JSON.stringify({ status: 200, body: { chunks: events } })],
  ['one behind the other', (events) => events.map((each) => `${JSON.stringify(each, null, 2)}\n`).join('')],
  ['a sequence', (events) => events.map((each) => `\u001e${JSON.stringify(each)}\n`).join('')],
];

/** What all strings of a text say, one behind the other. */
const said = (text: string): string =>
  [...text.matchAll(/"(?:content|text|delta)": ?("(?:[^"\\]|\\.)*")/g)]
    .map(([, string = '']) => JSON.parse(string) as string)
    .join('');

describe.each([
  ['OpenAI', openai],
  ['Gemini', gemini],
  ['Anthropic', anthropic],
  ['Ollama', ollama],
  ['the AI SDK', aiSdk],
])('events of %s', (_, event) => {
  test.each(lists)('as %s give away no secret that goes on in others', (_name, write) => {
    for (const [redactor, text] of [
      [bare, `Sure, the admin password is ${SECRET} as you asked for.`],
      [registered, `Take ${SECRET} then.`],
    ] as const) {
      const pieces = text.match(/.{1,4}/g) ?? [];
      const before = write(pieces.map(event));
      expect(said(before)).toContain(SECRET);
      const after = redactor.text(before);
      expect(said(after)).not.toContain(SECRET);
      expect(said(after)).toMatch(/^(?:Sure, the admin password is|Take) \[REDACTED:\w+:[0-9a-f]{8}\]/);
      expect(redactor.text(after)).toBe(after);
    }
  });

  test.each(lists)('as %s stay where they hold none', (_name, write) => {
    const before = write(['Reset the pass', 'word in ', 'the settings', ' and sign in.'].map(event));
    expect(registered.text(before)).toBe(before);
  });
});

test('events that come late in their list are read together', () => {
  const pieces = `Take ${SECRET} then.`.match(/.{1,4}/g) ?? [];
  const first = Array.from({ length: 12 }, (_, at) => ({
    type: 'response.in_progress',
    sequence_number: at,
  }));
  const after = registered.text(JSON.stringify([...first, ...pieces.map(openai)]));
  expect(said(after)).toMatch(/^Take \[REDACTED:\w+:[0-9a-f]{8}\] then\.$/);
});

test('what stands in records that are no events is not read together', () => {
  const records = JSON.stringify([
    { title: 'password', note: 'is' },
    { title: ': Kx9Qz7', note: 'aB3cD5' },
  ]);
  expect(bare.text(records)).toBe(records);
});

test.each([
  ['tasks', { done: false }],
  ['open positions', { candidates: 'none' }],
  ['parts of a document', { chunk: 7 }],
  ['measures', { price_delta: -2 }],
])('what %s say is no stream', (_, others) => {
  const titles = ['Rotate the password:', 'Kestrel7! tyres', 'AKIA', 'IOSFODNN7EXAMPL2'];
  const records = JSON.stringify(titles.map((title) => ({ title, ...others })));
  expect(bare.text(records)).toBe(records);
});

test('a secret goes from a list that is too large to be read as a whole, wherever it stands', () => {
  const pieces = Array.from({ length: 20_000 }, (_, at) =>
    at % 40 === 7 ? ['Qz7aB#kes', 'trel"cD3eF5'] : [` word${at}`],
  );
  const events = pieces.flat().map(gemini);
  const body = Buffer.from(JSON.stringify(events));
  expect(body.length).toBeGreaterThan(1024 * 1024);
  const after = Buffer.from(registered.bytes(body, { contentType: 'application/json' })).toString();
  expect(said(after)).not.toContain(SECRET);
  expect(said(after)).toContain('word19999');
});
