import { expect, test } from 'vitest';
import { compileGlob, compileNameGlob, normalizePath } from './glob.ts';

test.each<[string, string, boolean]>([
  ['src/*.ts', 'src/a.ts', true],
  ['secrets/caf\u00e9/**', 'secrets/cafe\u0301/key', true],
  ['cafe\u0301.md', 'caf\u00e9.md', true],
  ['/etc/**', 'file:///%65tc/passwd', true],
  ['/a b/*', 'file:///a%20b/c', true],
  ['/a/*', 'file:///a/%', true],
  ['secrets/*', 'secrets%2Fa', false],
  ['src/*.ts', 'src/a/b.ts', false],
  ['src/**', 'src', true],
  ['src/**', 'src/a/b.ts', true],
  ['src/**', 'srcs/a', false],
  ['**', 'anything/at/all', true],
  ['**/*.ts', 'a.ts', true],
  ['**/*.ts', 'x/y/a.ts', true],
  ['a/**/b', 'a/b', true],
  ['a/**/b', 'a/x/y/b', true],
  ['a/**/b', 'a/xb', false],
  ['**/x/**/y', 'x/x/y', true],
  ['.env*', '.env.local', true],
  ['*', '.env', true],
  ['a?c', 'abc', true],
  ['a?c', 'a/c', false],
  ['{a,b}/{c,d}', 'b/c', true],
  ['{a,b}/{c,d}', 'b/e', false],
  ['a{b', 'a{b', true],
  ['a.c', 'abc', false],
  ['(a+)+$', '(a+)+$', true],
  ['[ab]', 'a', false],
  ['!a', 'b', false],
  ['db://orders/*', 'db://orders/7', true],
  ['db://orders/*', 'db://orders/7/items', false],
  ['https://example.com/**', 'https://example.com/a/b?c=d', true],
  ['spawn:git', 'spawn:git', true],
])('%s against %s is %s', (pattern, text, expected) => {
  expect(compileGlob(pattern)(text)).toBe(expected);
});

test.each<[string, string, boolean]>([
  ['*', 'github/search', true],
  ['**', 'github/search', true],
  ['github/*', 'github/search', true],
  ['github/*', 'github/a/b', true],
  ['github/*', 'github', false],
  ['github/**', 'github', false],
  ['*/search', 'github/search', true],
  ['*/search', 'search', false],
  ['**/search', 'search', false],
  ['delete:*', 'delete:data/a.txt', true],
  ['delete:*.txt', 'delete:data/a.txt', true],
  ['{rm,github/*}', 'github/a', true],
  ['get_?', 'get_x', true],
])('the name glob %s against %s is %s', (pattern, text, expected) => {
  expect(compileNameGlob(pattern)(text)).toBe(expected);
});

test.each([
  ['./a//b/../c', 'a/c'],
  ['a\\b', 'a/b'],
  ['../a', '../a'],
  ['/a/../../b', '/b'],
  ['file:///tmp/x', '/tmp/x'],
  ['C:\\x', 'C:/x'],
  ['db://a/../b', 'db://a/../b'],
])('writes the path %s as %s', (path, expected) => {
  expect(normalizePath(path)).toBe(expected);
});

test('takes steps in proportion to pattern and text, whatever the pattern', () => {
  const isMatch = compileGlob(`${'*a'.repeat(500)}b`);
  expect(isMatch('a'.repeat(4000))).toBe(false);
  expect(compileGlob(`${'**/'.repeat(300)}b`)('a/'.repeat(2000))).toBe(false);
});

test('takes a pattern of 1,024 characters and one with 64 alternatives', () => {
  expect(compileGlob('x'.repeat(1024))('x'.repeat(1024))).toBe(true);
  expect(compileGlob('{a,b}'.repeat(6))('ababab')).toBe(true);
});

test('refuses patterns that are too long or have too many alternatives', () => {
  expect(() => compileGlob('x'.repeat(1025))).toThrow('a pattern has at most 1024 characters');
  expect(() => compileGlob('{a,b}'.repeat(7))).toThrow('a pattern has at most 64 alternatives');
});
