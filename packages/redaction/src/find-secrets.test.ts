import { expect, test } from 'vitest';
import { fakes } from './corpora/fake.suite.ts';
import { assertNoSecrets, findSecrets } from './find-secrets.ts';
import { createRedactor } from './redactor.ts';

const secret = `sk-ant-api03-${fakes('find').alnum(60)}`;
const cassette = JSON.stringify({ interactions: [{ request: { 'x/y': ['fine', secret] } }] }, null, 2);

test('a live secret is named by place, not by content', () => {
  const issues = findSecrets(cassette, { file: 'c.json' });
  expect(issues).toMatchObject([
    { code: 'secret_found', path: '/interactions/0/request/x~1y/1', line: 7, file: 'c.json' },
  ]);
  expect(JSON.stringify(issues)).not.toContain(secret);
});

test('the error says where and what to do', () => {
  expect(() => assertNoSecrets(cassette, { file: 'c.json' })).toThrowErrorMatchingInlineSnapshot(`
    [AgentReplayError: Failed to load "c.json": it holds what looks like a live secret (anthropic).
      at   /interactions/0/request/x~1y/1 (line 7, column 11)
      fix  revoke the secret, then record again; if it is none, name it in redact.allow_headers, redact.allow_query or mask it]
  `);
});

test('personal data, unknown headers and what was redacted are no live secrets', () => {
  const text = JSON.stringify({
    to: 'jo@example.com',
    headers: { 'x-odd': fakes('odd').alnum(30) },
    key: 'k',
  });
  expect(findSecrets(text, { file: 'c.json' })).toEqual([]);
  expect(findSecrets(createRedactor({ environment: {} }).text(cassette), { file: 'c.json' })).toEqual([]);
});
