import { createRequire } from 'node:module';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { JsonSchema } from '../fixture/contract.ts';
import type { Json } from '../json.ts';
import { checkJsonSchema } from './json-schema.ts';

const place = { path: '/output', what: 'the output' };

function codes(schema: JsonSchema, value: Json): string[] {
  return checkJsonSchema(schema, value, place).map(({ code, path }) => `${code} ${path}`);
}

test('knows draft 2020-12: prefixItems, $defs, if and then, unevaluatedProperties, formats', () => {
  expect(codes({ prefixItems: [{ type: 'string' }], items: false }, ['a', 1])).toEqual([
    'schema_mismatch /output/items',
  ]);
  expect(codes({ $defs: { n: { type: 'number' } }, $ref: '#/$defs/n' }, 'x')).toEqual([
    'schema_mismatch /output/$defs/n/type',
  ]);
  const conditional = JSON.parse('{"if":{"required":["a"]},"then":{"required":["b"]}}') as JsonSchema;
  expect(codes(conditional, { a: 1 })).toEqual([
    'schema_mismatch /output/then/required',
    'schema_mismatch /output/if',
  ]);
  expect(codes({ properties: { a: true }, unevaluatedProperties: false }, { b: 1 })).toEqual([
    'schema_mismatch /output/unevaluatedProperties',
  ]);
  expect(codes({ format: 'date-time' }, 'yesterday')).toEqual(['schema_mismatch /output/format']);
  expect(codes(false, 1)).toEqual(['schema_mismatch /output/false schema']);
});

test('knows no number that JSON has not, and counts in hundredths', () => {
  const kinds: JsonSchema[] = [
    { type: 'number' },
    { type: 'number', not: {} },
    { minimum: 0, type: 'number' },
  ];
  for (const schema of kinds) {
    expect(codes(schema, Number.NaN)).toContain('schema_mismatch /output/type');
    expect(codes(schema, Infinity)).toContain('schema_mismatch /output/type');
  }
  expect([19.99, 0.07, 1234567.89].flatMap((price) => codes({ multipleOf: 0.01 }, price))).toEqual([]);
  expect(codes({ multipleOf: 0.01 }, 19.999)).toEqual(['schema_mismatch /output/multipleOf']);
});

test('takes what every object inherits for no member of a value', () => {
  for (const key of ['constructor', 'toString', 'hasOwnProperty']) {
    expect(codes({ required: [key] }, {})).toEqual(['schema_mismatch /output/required']);
    expect(codes({ properties: { [key]: { type: 'string' } } }, {})).toEqual([]);
    expect(codes({ minProperties: 1, additionalProperties: false }, { [key]: 1 })).toEqual([
      'schema_mismatch /output/additionalProperties',
    ]);
  }
});

test('takes draft 07 at its word', () => {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    items: [{ type: 'string' }],
    additionalItems: false,
  };
  expect(codes(schema, ['a', 1])).toEqual(['schema_mismatch /output/additionalItems']);
});

test.each<[string, JsonSchema]>([
  ['a wrong keyword', { type: 'strnig' }],
  ['a remote reference', { $ref: 'https://example.com/schema.json' }],
  ['an unknown dialect', { $schema: 'https://example.com/dialect' }],
  ['a broken pattern', { pattern: '(' }],
  ['an asynchronous schema', { $async: true }],
  ['endless recursion', { $ref: '#' }],
])('reports a schema with %s as contract_invalid', (_, schema) => {
  expect(codes(schema, 'x')).toEqual(['contract_invalid /output']);
});

test('lets two schemas have one $id', () => {
  const $id = 'https://example.com/one';
  expect(codes({ $id, type: 'string' }, 1)).toEqual(['schema_mismatch /output/type']);
  expect(codes({ $id, type: 'number' }, 1)).toEqual([]);
});

test('names an extra key, and what was received', () => {
  const issues = checkJsonSchema({ additionalProperties: false }, { 'a/b': 1 }, place);
  expect(issues).toEqual([
    {
      code: 'schema_mismatch',
      path: '/output/additionalProperties',
      expected: 'must NOT have additional properties: "a/b"',
      received: '{"a/b":1}',
      message: 'the output must NOT have additional properties: "a/b"',
    },
  ]);
});

test('runs patterns in linear time, and says so of those that cannot be', () => {
  const hostile = 'a'.repeat(50_000);
  expect(codes({ pattern: '^(a+)+$' }, hostile)).toEqual([]);
  expect(codes({ pattern: '^(a+)+$' }, `${hostile}b`)).toEqual(['schema_mismatch /output/pattern']);
  expect(codes({ patternProperties: { '^(a|a)*$': false } }, { [`${hostile}b`]: 1 })).toEqual([]);
  expect(codes({ pattern: '^\\d{4}\\/[\\u00e9\\w]+\\p{L}$' }, '2026/éaé')).toEqual([]);
  expect(codes({ anyOf: [{ pattern: '^a' }, { pattern: '^b' }] }, 'b')).toEqual([]);
  expect(codes({ pattern: '(?=a)' }, 'a')).toEqual(['contract_invalid /output']);
});

test('compiles schemas with patterns by one instance, also after one that is broken', () => {
  const { default: Ajv } = createRequire(import.meta.url)(
    'ajv/dist/2020',
  ) as typeof import('ajv/dist/2020.js');
  const made = vi.spyOn(Ajv.prototype, '_addVocabularies');
  onTestFinished(() => made.mockRestore());
  expect(codes({ pattern: '(a' }, 'x')).toEqual(['contract_invalid /output']);
  for (const letter of 'bcdefghij') {
    expect(codes({ pattern: `^${letter}$` }, letter)).toEqual([]);
    expect(codes({ pattern: `^${letter}$`, maxLength: 3 }, 'x')).toEqual(['schema_mismatch /output/pattern']);
  }
  expect(made.mock.calls.length).toBeLessThan(2);
});
