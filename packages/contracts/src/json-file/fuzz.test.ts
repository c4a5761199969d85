import { expect, test } from 'vitest';
import type { z } from 'zod';
import { check } from '../check/check.ts';
import { isAgentReplayError } from '../error.ts';
import { evidenceOf } from '../evidence.suite.ts';
import { type Contract, FixtureExpected } from '../fixture/contract.ts';
import { FixtureInput } from '../fixture/input.ts';
import { FixtureNotes } from '../fixture/notes.ts';
import { ToolCassettes } from '../fixture/tool-cassettes.ts';
import { canonicalJson, type Json } from '../json.ts';
import { seededRandom } from '../seeded-random.suite.ts';
import { FIXTURE_TEXTS, mutate } from './mutate.suite.ts';
import { parseJsonFile } from './parse-json-file.ts';

const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  'input.json': FixtureInput,
  'expected.json': FixtureExpected,
  'tool_cassettes.json': ToolCassettes,
  'notes.json': FixtureNotes,
};

/** What became of a mutant: `accepted`, or the codes of its issues; throws for anything undefined. */
function fateOf(file: string, content: string | Uint8Array): string[] {
  try {
    const value = parseJsonFile(content, { file, schema: SCHEMAS[file] });
    canonicalJson(value as Json);
    if (file === 'expected.json')
      expect(check(value as Contract, evidenceOf({ artifacts: [] })).status).not.toBe('degraded');
    return ['accepted'];
  } catch (error) {
    if (!isAgentReplayError(error)) throw error;
    expect(['FILE_INVALID', 'UNKNOWN_FORMAT']).toContain(error.code);
    expect(error.issues.length).toBeGreaterThan(0);
    const lines = Buffer.from(content).toString().split('\n').length;
    for (const issue of error.issues) {
      expect(issue).toMatchObject({ file, line: expect.any(Number), column: expect.any(Number) });
      expect(issue.line).toBeLessThanOrEqual(lines);
      expect(issue.path === '' || issue.path.startsWith('/')).toBe(true);
      expect(issue.expected).not.toBe('');
    }
    return error.issues.map(({ code }) => code);
  }
}

test.each(Object.keys(FIXTURE_TEXTS))('reads %s itself', (file) => {
  expect(fateOf(file, FIXTURE_TEXTS[file])).toEqual(['accepted']);
});

test('ends each of 2,000 seeded mutants in a value of the schema or in issues with a place', () => {
  const random = seededRandom(20_261_124);
  const fates = new Map<string, number>();
  for (let round = 0; round < 2000; round += 1) {
    const file = Object.keys(FIXTURE_TEXTS)[round % 4];
    for (const fate of new Set(fateOf(file, mutate(FIXTURE_TEXTS[file], random)))) {
      fates.set(fate, (fates.get(fate) ?? 0) + 1);
    }
  }
  const kinds = [
    'accepted',
    'json_syntax',
    'json_duplicate_key',
    'json_forbidden_key',
    'json_text',
    'json_encoding',
    'json_depth',
    'unknown_key',
    'missing_key',
    'wrong_type',
    'wrong_value',
  ];
  expect(kinds.filter((kind) => !fates.has(kind))).toEqual([]);
});
