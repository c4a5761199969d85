import { expect, test } from 'vitest';
import { allowedUrls } from './allow-list.ts';

test.each([
  ['tcp:127.0.0.1:5432', 'http://127.0.0.1:5432/x', true],
  ['tcp:127.0.0.1:5432', 'http://127.0.0.1:5433/x', false],
  ['tcp:127.0.0.1:*', 'http://127.0.0.1:5433/x', true],
  ['tcp:localhost:*', 'ws://[::1]:5433/x', true],
  ['tcp:localhost:80', 'http://127.0.0.1/x', true],
  ['tcp:API.example.com:443', 'wss://api.example.com/x', true],
  ['tcp:api.example.com:443', 'http://api.example.com/x', false],
  ['tcp:api.example.com:443', 'https://api.example.com.evil.example/x', false],
  ['dns:api.example.com', 'https://api.example.com/x', false],
  ['unix:127.0.0.1:80', 'http://127.0.0.1/x', false],
])('the rule %s lets %s out: %s', (rule, url, expected) => {
  expect(allowedUrls([rule])(new URL(url))).toBe(expected);
});
