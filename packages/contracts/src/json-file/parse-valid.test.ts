import { expect, test } from 'vitest';
import type { z } from 'zod';
import { FixtureExpected } from '../fixture/contract.ts';
import { FixtureInput } from '../fixture/input.ts';
import { FixtureNotes } from '../fixture/notes.ts';
import { ToolCassettes } from '../fixture/tool-cassettes.ts';
import { seededRandom } from '../seeded-random.suite.ts';
import { FIXTURE_TEXTS, mutate } from './mutate.suite.ts';
import { parseJsonFile } from './parse-json-file.ts';
import { parseValid } from './parse-valid.ts';

const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  'input.json': FixtureInput,
  'expected.json': FixtureExpected,
  'tool_cassettes.json': ToolCassettes,
  'notes.json': FixtureNotes,
};

test.each(Object.keys(FIXTURE_TEXTS))('takes %s as it is', (file) => {
  expect(parseValid(FIXTURE_TEXTS[file], SCHEMAS[file])).toEqual(JSON.parse(FIXTURE_TEXTS[file]));
});

test('takes of 4,000 seeded mutants only what a whole reading takes, and as the same', () => {
  const random = seededRandom(20_261_126);
  const taken = { valid: 0, left: 0 };
  for (let round = 0; round < 4000; round += 1) {
    const file = Object.keys(FIXTURE_TEXTS)[round % 4];
    const content = mutate(FIXTURE_TEXTS[file], random);
    const value = parseValid(Buffer.from(content).toString('utf8'), SCHEMAS[file]);
    if (value === undefined) taken.left += 1;
    else {
      expect(parseJsonFile(content, { file, schema: SCHEMAS[file] })).toEqual(value);
      taken.valid += 1;
    }
  }
  expect(taken.valid).toBeGreaterThan(100);
  expect(taken.left).toBeGreaterThan(100);
});

test.each([
  ['a byte that is no UTF-8', FIXTURE_TEXTS['notes.json']?.replace('missing', '\uFFFD')],
  ['a day that there is not', FIXTURE_TEXTS['notes.json']?.replace('2026-11-24', '2026-13-24')],
  ['a digest in capitals', FIXTURE_TEXTS['input.json']?.replace('17edd1', '17EDD1')],
  ['a rule about how the work is done', '{\n  "must_call": []\n}\n'],
])('leaves %s to the whole reading', (_, text) => {
  const schema = text?.includes('fixture_id')
    ? FixtureInput
    : text?.includes('run_id')
      ? FixtureNotes
      : FixtureExpected;
  expect(parseValid(text ?? '', schema)).toBeUndefined();
});
