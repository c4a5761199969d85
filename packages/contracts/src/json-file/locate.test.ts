import { expect, test } from 'vitest';
import { locate } from './locate.ts';

const text = '{\n  "a": [1, {"b/c": 2}],\n  "ä~": "x"\r\n}';

test.each([
  ['', '1:1'],
  ['/a', '2:3'],
  ['/a/0', '2:9'],
  ['/a/1', '2:12'],
  ['/a/1/b~1c', '2:13'],
  ['/ä~0', '3:3'],
  ['/a/7', '2:3'],
  ['/a/1/none/deeper', '2:12'],
  ['/none', '1:1'],
])('finds %j at %s', (pointer, expected) => {
  const { line, column } = locate(text, pointer);
  expect(`${line}:${column}`).toBe(expected);
});
