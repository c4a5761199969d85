import { expect, test } from 'vitest';
import type { z } from 'zod';
import { FixtureExpected } from '../fixture/contract.ts';
import { FixtureInput } from '../fixture/input.ts';
import { FixtureNotes } from '../fixture/notes.ts';
import { ToolCassettes } from '../fixture/tool-cassettes.ts';
import { seededRandom } from '../seeded-random.suite.ts';
import { accepts } from './accepts.ts';
import { FIXTURE_TEXTS, mutate } from './mutate.suite.ts';
import { parseTidy } from './parse-tidy.ts';
import { scanJson } from './scan-json.ts';

const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  'input.json': FixtureInput,
  'expected.json': FixtureExpected,
  'tool_cassettes.json': ToolCassettes,
  'notes.json': FixtureNotes,
};
const FILES = Object.keys(FIXTURE_TEXTS);

test.each([
  ['{"a":1,"a":2}', 'a key that repeats'],
  ['{\n  "a": 1,\n  "a": 1\n}\n', 'a key that repeats with its value'],
  ['{"a": {"b": 1, "b": 1}}', 'one within'],
  ['{"a" : 1, "b": 2, "b": 3}', 'one beside a colon that stands apart'],
  ['{"a\\\\":1,"a\\\\":2}', 'one that ends in a backslash'],
  ['{"\\/":1,"/":2}', 'one in another spelling'],
  ['{"__proto__": 1}', 'a forbidden key'],
  ['"\\ud800"', 'a lone surrogate'],
  ['1e999', 'a number beyond a double'],
  ['[[[]]]', 'more levels than allowed'],
  ['{"a": 1} x', 'more than a value'],
])('leaves %j to the scan: %s', (text) => {
  expect(scanJson(text, { maxDepth: 2 })).not.toEqual([]);
  expect(parseTidy(text, 2)).toBeUndefined();
});

test.each([
  '{\n  "a": "x\\": y",\n  "b": [\n    1,\n    "\\n "\n  ]\n}\n',
  '[\n{"a":1},\n{"b": [1,2]}\n]\n',
  '"é"',
  '{"a": 1.0, "b":12345678901234567890}',
  JSON.stringify({ arguments: JSON.stringify({ 'a\\"': 1, text: JSON.stringify({ b: 2 }) }), 'c\\': '\\' }),
])('reads %j', (text) => {
  expect(parseTidy(text, 9)).toEqual(JSON.parse(text));
});

test('reads no mutant of a fixture that a scan finds fault with, and accepts none that zod does not', () => {
  const random = seededRandom(20_261_125);
  let [read, accepted] = [0, 0];
  for (let round = 0; round < 3000; round += 1) {
    const file = FILES[round % FILES.length] ?? '';
    const content = mutate(FIXTURE_TEXTS[file] ?? '', random);
    const text = typeof content === 'string' ? content : Buffer.from(content).toString('utf8');
    const value = parseTidy(text, 512);
    if (value === undefined) continue;
    read += 1;
    expect(scanJson(text, { maxDepth: 512 })).toEqual([]);
    const schema = SCHEMAS[file];
    if (!accepts(schema, value)) continue;
    accepted += 1;
    expect(schema.parse(value)).toEqual(value);
  }
  expect([read > 200, accepted > 100]).toEqual([true, true]);
});

test.each(FILES)('accepts %s itself', (file) => {
  expect(accepts(SCHEMAS[file], JSON.parse(FIXTURE_TEXTS[file] ?? ''))).toBe(true);
});
