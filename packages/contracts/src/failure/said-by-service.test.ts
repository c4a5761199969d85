import { expect, test } from 'vitest';
import { messagePattern } from './message-pattern.ts';
import { saidByService } from './said-by-service.ts';

const anthropic = (type: string, message: string, id: string): string =>
  `400 ${JSON.stringify({ type: 'error', error: { type, message }, request_id: id })}`;

test('tells apart what a service answered in JSON, whatever else is in the answer', () => {
  const credit = 'Your credit balance is too low to access the Anthropic API.';
  const long = (tokens: number) => `prompt is too long: ${tokens} tokens > 200000 maximum`;
  const patterns = [
    anthropic('invalid_request_error', credit, 'req_011CSZ'),
    anthropic('invalid_request_error', credit, 'req_7fQxaW'),
    anthropic('invalid_request_error', long(213_462), 'req_1'),
    anthropic('invalid_request_error', long(999_999), 'req_2'),
  ].map(messagePattern);
  expect(patterns[0]).toBe(
    'status_eaa invalid_request_error your credit balance is too low to access the anthropic api',
  );
  expect(patterns[1]).toBe(patterns[0]);
  expect(patterns[2]).toBe('status_eaa invalid_request_error prompt is too long # maximum');
  expect(patterns[3]).toBe(patterns[2]);
});

test.each([
  ['{"error":{"code":429,"message":"quota","status":"RESOURCE_EXHAUSTED"}}', 'RESOURCE_EXHAUSTED quota'],
  ['[{"error":{"code":404,"message":"no model","status":"NOT_FOUND"}}]', 'NOT_FOUND no model'],
  ['{"error":{"message":"{\\"error\\":{\\"message\\":\\"overloaded\\"}}"}}', 'overloaded'],
  ['{"error":"invalid_grant","error_description":"expired"}', 'invalid_grant expired'],
  ['{"errors":[{"code":"E1","message":"no scope"},{"message":"x"}]}', 'E1 no scope'],
  ['Failed [E42]: {"error":{"message":"no scope"}}', 'Failed [E42]: no scope'],
  ['503 {"message":"no healthy upstream"}', '503 no healthy upstream'],
])('reads %s', (message, said) => {
  expect(saidByService(message)).toBe(said);
});

test.each([
  'Failed to send {"message":"Hello Anna","type":"mail"}',
  'Failed to read {"error":',
  'Invalid input: [{"code":"invalid_type","message":"Required"},{"code":"too_big","message":"Too big"}]',
  '400 {"order":"A-17"}',
  'no JSON at all',
])('leaves %s as it is, which is data', (message) => {
  expect(saidByService(message)).toBe(message);
});

test('reads an answer that is as deep as a text can be, and one of brackets only', () => {
  const deep = `500 ${'{"error":'.repeat(400)}{"message":"x"}${'}'.repeat(400)}`;
  expect(saidByService(deep)).toBe(deep);
  expect(saidByService('{'.repeat(4000))).toBe('{'.repeat(4000));
});

test('takes no letter of a masked key, no count and no element of a page for the cause', () => {
  const same = (one: string, other: string) => expect(messagePattern(one)).toBe(messagePattern(other));
  same(
    '401 Incorrect API key provided: sk-G1Fi*****************aZVj. See the docs.',
    '401 Incorrect API key provided: sk-lUls******************************EKyJ. See the docs.',
  );
  same(
    'your messages resulted in 805807 tokens (7995 in the messages, 681 in the functions). Reduce them.',
    'your messages resulted in 337868 tokens. Reduce them.',
  );
  same(
    `locator.click: Error: strict mode violation: getByText('a') resolved to 2 elements:\n    1) <b>Anna</b>\n    2) <b>Bob</b>\n`,
    `locator.click: Error: strict mode violation: getByText('b') resolved to 3 elements:\n    1) <i>no</i>\n`,
  );
});
