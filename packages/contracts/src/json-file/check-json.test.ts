import { expect, test } from 'vitest';
import { z } from 'zod';
import { RunEvent } from '../event.ts';
import { Sha256, Slug, Timestamp } from '../scalar.ts';
import { checkJson } from './check-json.ts';

/** `code pointer: expected / received`, one per issue. */
const issues = (schema: z.ZodType, value: unknown): string[] =>
  checkJson(value, schema).map(
    ({ code, path, expected, received }) => `${code} ${path}: ${expected} / ${received}`,
  );

test.each<[string, z.ZodType, unknown, string]>([
  ['a short text', z.string().min(1), '', 'wrong_value : at least 1 character / ""'],
  ['a long text', z.string().max(2), 'abc', 'wrong_value : at most 2 characters / "abc"'],
  ['a short list', z.array(z.int()).min(2), [1], 'wrong_value : at least 2 items / [1]'],
  ['a number that is not above', z.number().positive(), 0, 'wrong_value : more than 0 / 0'],
  ['a number that is not below', z.number().lt(5), 5, 'wrong_value : less than 5 / 5'],
  ['a fraction', z.int(), 1.5, 'wrong_type : an integer / 1.5'],
  ['a number off its step', z.number().multipleOf(5), 7, 'wrong_value : a multiple of 5 / 7'],
  [
    'a time without milliseconds',
    Timestamp,
    '2026-11-24T08:30:00Z',
    'wrong_value : an RFC 3339 time in UTC with milliseconds, e.g. "2026-11-24T08:30:00.000Z" / "2026-11-24T08:30:00Z"',
  ],
  ['a UUID of another version', z.uuidv7(), 'x', 'wrong_value : a UUIDv7 / "x"'],
  [
    'a digest in capitals',
    Sha256,
    'A'.repeat(64),
    `wrong_value : 64 lower-case hex digits / "${'A'.repeat(64)}"`,
  ],
  [
    'a name with a slash',
    Slug,
    '../x',
    'wrong_value : letters, digits, "_", "-" or inner ".", and no name of a Windows device / "../x"',
  ],
  ['broken base64', z.base64(), '*', 'wrong_value : base64 text / "*"'],
  [
    'a broken rule of its own',
    z.int().refine((n) => n % 2 === 0, 'an even number'),
    1,
    'wrong_value : an even number / 1',
  ],
  ['another word', z.enum(['a', 'b']), 'c', 'wrong_value : "a" or "b" / "c"'],
  ['null', z.strictObject({}), null, 'wrong_type : an object / null'],
  ['an object for a list', z.tuple([z.string()]), {}, 'wrong_type : a list / {}'],
  ['none of two types', z.union([z.string(), z.int()]), true, 'wrong_type : a string or a number / true'],
  [
    'nothing where one of two types was wanted',
    z.strictObject({ a: z.union([z.string(), z.null()]) }),
    {},
    'missing_key /a: a string or null / nothing',
  ],
])('says of %s what was expected and what received', (_, schema, value, issue) => {
  expect(issues(schema, value)).toEqual([issue]);
});

test('escapes keys in pointers, and cuts long values', () => {
  expect(issues(z.strictObject({ 'a/b~c': z.int() }), { 'a/b~c': 'x'.repeat(500) })).toEqual([
    `wrong_type /a~1b~0c: a number / "${'x'.repeat(118)}…`,
  ]);
});

test('points at the one place that every alternative trips over', () => {
  const known = z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('a'), n: z.int() }),
    z.strictObject({ kind: z.literal('b') }),
  ]);
  const own = z.strictObject({ kind: z.templateLiteral(['x_', z.string()]) });
  const schema = z.strictObject({ event: z.union([known, own]) });
  expect(issues(schema, { event: { kind: 'x_mine' } })).toEqual([]);
  expect(issues(schema, { event: { kind: 'c' } })).toEqual([
    'wrong_value /event/kind: "a" or "b" or text like "x_…" / "c"',
  ]);
  expect(issues(schema, { event: { kind: 'a' } })).toEqual(['missing_key /event/n: a number / nothing']);
  expect(issues(schema, { event: { kind: 'a', n: 1, m: 2 } })).toEqual([
    'unknown_key /event/m: no key "m" / 2',
  ]);
  expect(issues(schema, { event: [] })).toEqual(['wrong_type /event: an object / []']);
});

test('explains the alternative that a tag names, however much of it is missing', () => {
  const base = { run_id: '01a20bf3-086e-7366-854d-e4d2f49e8c0e', seq: 1, at: '2026-11-24T08:30:00.000Z' };
  expect(issues(RunEvent, { ...base, kind: 'retry' })).toEqual([
    'missing_key /attempt: a number / nothing',
    'missing_key /cause: a string / nothing',
    'missing_key /delay_ms: a number / nothing',
    'missing_key /decision: "retry" or "give_up" / nothing',
  ]);
});

test('prefers an alternative whose keys fit over one whose values would', () => {
  const schema = z.union([
    z.strictObject({ text: z.string() }),
    z.strictObject({ json: z.json(), size: z.int() }),
  ]);
  expect(issues(schema, { text: 1 })).toEqual(['wrong_type /text: a string / 1']);
  expect(issues(schema, { json: 1, size: 'x' })).toEqual(['wrong_type /size: a number / "x"']);
  expect(issues(schema, { json: 1 })).toEqual(['missing_key /size: a number / nothing']);
});
