import { expect, test } from 'vitest';
import { createRedactor } from '../redactor.ts';

const SECRET = 'Kz81mQv2TtXe9LwB0aYr';
const redactor = createRedactor({ key: 'k', environment: {} });

test.each([
  ['get_secret', 'call_1', 'call_1', true],
  ['mcp__vault__read_secret_value', 'call_1', 'call_1', true],
  ['getApiKey', 'call_1', 'call_1', true],
  ['get_secret', 'call_1', 'call_2', false],
  ['get_weather', 'call_1', 'call_1', false],
  ['get_token_count', 'call_1', 'call_1', false],
])('what %s answers to %s goes from the answer to %s: %s', (name, call, answer, goes) => {
  const messages = [
    { role: 'tool', tool_call_id: answer, content: SECRET },
    { role: 'assistant', tool_calls: [{ id: call, type: 'function', function: { name, arguments: '{}' } }] },
  ];
  for (const list of [messages, messages.toReversed()])
    expect(JSON.stringify(redactor.json(list)).includes(SECRET)).toBe(!goes);
});

test('of an answer in fields what says whose it is stays', () => {
  expect(
    redactor.json({ name: 'get_credential', output: { site: 'acme', username: 'joan1984', value: SECRET } }),
  ).toEqual({
    name: 'get_credential',
    output: {
      site: 'acme',
      username: 'joan1984',
      value: expect.stringMatching(/^\[REDACTED:\w+:[0-9a-f]{8}\]$/) as string,
    },
  });
});

test.each(['Error: permission denied', 'not found', 'true', '["db/prod","db/dev"]'])(
  'what is no secret stays: %s',
  (content) => {
    const messages = [
      { type: 'tool_use', id: 'a', name: 'read_secret', input: {} },
      { type: 'tool_result', tool_use_id: 'a', content },
    ];
    expect(redactor.json(messages)).toEqual(messages);
  },
);

test('an answer that was cut off in its secret gets no other end', () => {
  expect(redactor.text('{"name":"get_secret","output":"xK9mQ2vL8rTzW4aB')).toMatch(
    /^\{"name":"get_secret","output":"\[REDACTED:secret:[0-9a-f]{8}\]$/,
  );
});

test('beside a secret numbers stay, and the address of an account', () => {
  const content = JSON.stringify({
    count: '2024',
    zip: '90210',
    owner: `0x${'5a'.repeat(20)}`,
    code: '482913',
  });
  const after = redactor.json([
    { type: 'tool_use', id: 'a', name: 'create_token', input: {} },
    { type: 'tool_result', tool_use_id: 'a', content },
  ]);
  expect(JSON.stringify(after)).toContain('2024');
  expect(JSON.stringify(after)).toContain('90210');
  expect(JSON.stringify(after)).toContain('0x5a5a');
  expect(JSON.stringify(after)).not.toContain('482913');
});
