import { expect, test } from 'vitest';
import { fakes } from '../corpora/fake.suite.ts';
import { createRedactor } from '../redactor.ts';

const f = fakes('event streams');
const redactor = createRedactor({ key: 'k', environment: {} });
const lines = (...events: readonly unknown[]): string =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('');

const secret = f.alnum(40);
const pem = f.pem('PRIVATE KEY');
const anthropic = `sk-ant-api03-${f.alnum(60)}`;
const password = `${f.alnum(12)}!1`;

test.each([
  ['a key in PEM', '0:"hi"', pem, pem.slice(100, 160)],
  ['a password', 'a:["x"]', `password:\n  ${password}`, password],
  [
    'a key of AWS',
    'c:[1]',
    `aws_access_key_id = AKIA${f.upper(16)}\naws_secret_access_key =\n   ${secret}`,
    secret,
  ],
  ['a password', '{"a":1}\n{"b":2}', `password:\n  ${password}`, password],
  ['a key of AWS in events', 'data: hello\n', `data: aws_secret_access_key =\ndata: ${secret}\n`, secret],
  ['a key in PEM', 'data: {"a":1}\n', pem, pem.slice(100, 160)],
])('%s over lines behind %s is found', (_, first, text, gone) => {
  expect(redactor.text(`${first}\n${text}\n`)).not.toContain(gone);
});

test.each(['0:"an', '0:', '0'])('a secret cut into parts is found, though the last is %s', (cut) => {
  const [head, tail] = [anthropic.slice(0, 16), anthropic.slice(16)];
  const parts = `f:{"messageId":"msg-1"}\n0:"it is ${head}"\n0:"${tail} then"\n\n${cut}`;
  expect(redactor.text(parts)).not.toContain(tail);
});

test('what stands under one path is joined, whatever stands under others between', () => {
  const [head, tail] = [anthropic.slice(0, 17), anthropic.slice(17)];
  const text = lines(
    { p: 'message.content', v: head },
    { p: 'title', v: 'My chat' },
    { p: 'message.content', v: tail },
  );
  const after = redactor.text(text);
  expect(after).not.toContain(tail);
  expect(after).toContain('"v":"My chat"');
});

test.each(['abcdefghijklmnop', 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ01'])(
  'padding as %s parts nothing',
  (p) => {
    const [head, tail] = [anthropic.slice(0, 17), anthropic.slice(17)];
    const text = lines({ delta: head, p: p.slice(0, -1) }, { delta: tail, p });
    expect(redactor.text(text)).not.toContain(tail);
  },
);

test('what is cut into events of base64 and what stands in each by itself both go', () => {
  const [head, tail] = [anthropic.slice(0, 17), anthropic.slice(17)];
  const packed = (event: unknown) => ({ bytes: Buffer.from(JSON.stringify(event)).toString('base64') });
  const text = lines(
    packed({ delta: `it is ${head}`, password }),
    packed({ delta: `${tail} done`, apiKey: secret }),
  );
  const after = redactor.text(text);
  const events = after
    .trim()
    .split('\n')
    .map((line) => JSON.parse(Buffer.from(JSON.parse(line).bytes, 'base64').toString()));
  expect(events).toEqual([
    { delta: 'it is [REDACTED:anthropic:00000000]', password: '[REDACTED:password:00000000]' },
    { delta: ' done', apiKey: '[REDACTED:key:00000000]' },
  ]);
  expect(redactor.text(after)).toBe(after);
});

test('a patch that names no path continues the one before, and others do not', () => {
  const [head, tail] = [anthropic.slice(0, 17), anthropic.slice(17)];
  const text = lines(
    { v: { response: { content: '' } } },
    { p: 'response/content', o: 'APPEND', v: `it is ${head}` },
    { v: tail },
    { v: ' then', o: 'APPEND' },
    { p: 'response/status', v: 'FINISHED' },
    { v: 'later' },
  );
  const after = redactor.text(text);
  expect(after).not.toContain(tail);
  expect(after).toContain('then');
  expect(after).toContain('FINISHED');
  expect(after).toContain('later');
  expect(redactor.text(after)).toBe(after);
});

test.each([
  ['a password in a block of YAML', `password: |\n  ${secret}`, secret],
  ['a key in PEM', pem, pem.slice(100, 160)],
  ['a cell of a table', `| user | password |\n|---|---|\n| bob | ${password} |`, password],
])('%s over several lines of data of one event is found', (_, data, gone) => {
  const text = `event: out\n${data.replace(/^/gm, 'data: ')}\n\ndata: [DONE]\n\n`;
  const after = redactor.text(text);
  expect(after).not.toContain(gone);
  expect(after.endsWith('\n\ndata: [DONE]\n\n')).toBe(true);
  expect(after.split('\n').every((line) => /^(?:(?:event|data): ?.*)?$/.test(line))).toBe(true);
  expect(redactor.text(after)).toBe(after);
  for (const end of ['\r\n', '\r']) {
    const other = redactor.text(text.replaceAll('\n', end));
    expect(other).toBe(after.replaceAll('\n', end));
  }
});

test('what begins with the break between two lines of data leaves its placeholder', () => {
  const rules = [{ kind: 'tail', pattern: `\\n${secret}` }];
  const one = createRedactor({ key: 'k', environment: {}, rules });
  for (const end of ['\n', '\r\n']) {
    const text = ['event: out', 'data: first', `data: ${secret}`, '', 'data: [DONE]', ''].join(end);
    const after = one.text(text).split(end);
    expect(after.filter((_, at) => at !== 2)).toEqual(['event: out', 'data: first', '', 'data: [DONE]', '']);
    expect(after[2]).toMatch(/^data: \[REDACTED:tail:[0-9a-f]{8}\]$/);
  }
});

test('data of several lines without a secret stays as it is', () => {
  const text = 'event: out\ndata: line one\ndata: 12 tokens\n\nevent: end\ndata: ok\n\n';
  expect(redactor.text(text)).toBe(text);
});

test('the pieces of an argument go under the name beside them, as Gemini sends them', () => {
  const args = (jsonPath: string, ...values: string[]) =>
    values.map((stringValue) => ({
      functionCall: { partialArgs: [{ jsonPath, stringValue, willContinue: true }] },
    }));
  const text = lines(...args('$.password', 'hun', 'ter2', 'Zq'), ...args('$.city', 'Par', 'is'));
  const after = redactor.text(text);
  expect(after).toContain('"stringValue":"[REDACTED:password:');
  expect(after.split('\n').slice(1)).toEqual(
    lines(...args('$.password', '', ''), ...args('$.city', 'Par', 'is')).split('\n'),
  );
});

test.each([
  ['a password', '"user":"sync","password":"', password],
  ['a token', '"token":"', `eyJ${f.alnum(20)}.eyJ${f.alnum(60)}.${f.alnum(43)}`],
  ['a number of a card', '"card_number": "', '4916454136056631'],
])('what a tool is called with stays JSON where %s is cut into events', (_, before, gone) => {
  const cut = Math.floor(gone.length / 2);
  const parts = ['{"host":"nas.example",', before + gone.slice(0, cut), `${gone.slice(cut)}","port":22}`];
  const after = redactor.text(
    parts.map((part) => `data: ${JSON.stringify({ delta: { partial_json: part } })}\n\n`).join(''),
  );
  const said = Array.from(after.matchAll(/data: (.+)/g), ([, event = '']) => {
    const { delta } = JSON.parse(event) as { delta: { partial_json: string } };
    return delta.partial_json;
  }).join('');
  expect(said).not.toContain(gone.slice(cut));
  expect(JSON.parse(said)).toMatchObject({ host: 'nas.example', port: 22 });
});

test.each(['response.output_text.delta', 'response.function_call_arguments.delta'])(
  'the deltas of one item are joined whatever its id is in each: %s',
  (type) => {
    const events = (anthropic.match(/.{1,9}/g) ?? []).map((delta, at) => ({
      type,
      item_id: f.alnum(60),
      output_index: 0,
      sequence_number: at,
      delta,
    }));
    expect(redactor.text(lines(...events))).not.toContain(anthropic.slice(18, 27));
  },
);

test('items that share a place are told by what is told of them', () => {
  const [head, tail] = [anthropic.slice(0, 17), anthropic.slice(17)];
  const event = (type: string, item_id: string, delta: string) => ({ type, item_id, output_index: 0, delta });
  const text = lines(
    event('response.output_text.delta', 'msg_1', head),
    event('response.function_call_arguments.delta', 'fc_1', '{"a":'),
    event('response.output_text.delta', 'msg_1', tail),
  );
  const after = redactor.text(text);
  expect(after).not.toContain(tail);
  expect(after).toContain('{\\"a\\":');
});

test('what continues deep inside, under long names and beside long values, is joined', () => {
  const deep = (delta: string) => {
    let event: unknown = { channel: 'far '.repeat(100), [`of ${'names '.repeat(50)}`]: { delta } };
    for (let level = 0; level < 60; level += 1) event = { [`level_${level}`]: [event] };
    return event;
  };
  const parts = anthropic.match(/.{1,9}/g) ?? [];
  expect(redactor.text(lines(...parts.map(deep)))).not.toContain(anthropic.slice(18, 27));
});

test('an event with any number of members that part or name others is read', () => {
  const many = (count: number, member: (at: number) => string): string =>
    Array.from({ length: count }, (_, at) => member(at)).join(',');
  for (const event of [
    many(6000, (at) => `"index":"a","k${at}":"b"`),
    `"channel":"${'word '.repeat(20_000)}",${many(6000, (at) => `"k${at}":"b"`)}`,
    many(60_000, () => '"p":"/a/b"'),
    many(60_000, () => '"item_id":"b"'),
  ]) {
    const text = `{${event}}\n{"password":"${password}"}\n`;
    expect(redactor.text(text)).not.toContain(password);
  }
});
