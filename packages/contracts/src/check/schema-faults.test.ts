import { expect, test } from 'vitest';
import type { JsonSchema } from '../fixture/contract.ts';
import { check } from './check.ts';
import { checkJsonSchema, checkSchema } from './json-schema.ts';
import { evidenceOf } from '../evidence.suite.ts';

const place = { path: '/output', what: 'the output' };
const DRAFT_7 = 'http://json-schema.org/draft-07/schema#';

test.each<[JsonSchema, string]>([
  [{ format: 'color' }, 'the format "color" is not known: give a "pattern" beside it, which is judged'],
  [{ anyOf: [{ format: 'iri' }, true] }, 'the format "iri" is not known'],
  [{ properties: { a: { items: { format: 'idn-email' } } } }, 'the format "idn-email" is not known'],
  [{ $ref: '#/x-own/a', 'x-own': { a: { format: 'color' } } }, 'the format "color" is not known'],
  [{ $schema: DRAFT_7, format: 'color' }, 'the format "color" is not known'],
  [{ requierd: ['a'] }, '"requierd" is no keyword: write "required", or "x-requierd" for a note of your own'],
  [{ any_of: [false] }, '"any_of" is no keyword: write "anyOf"'],
  [{ Type: 'string' }, '"Type" is no keyword: write "type"'],
  [{ not: { MinLength: 1 } }, '"MinLength" is no keyword: write "minLength"'],
  [{ $schema: DRAFT_7, prefixItems: [false] }, '"prefixItems" is no keyword of draft 07'],
  [{ prefixItems: [true], additionalItems: false }, '"additionalItems" is no keyword of draft 2020-12'],
  [
    { prefixItems: [true], additionalItems: false },
    'with "$schema": "http://json-schema.org/draft-07/schema#" draft 07 holds',
  ],
  [{ $schema: DRAFT_7, prefixItems: [false] }, 'leave out "$schema", and draft 2020-12 holds'],
  [{ $schema: 'https://json-schema.org/draft/2019-09/schema#' }, 'draft/2019-09/schema#" is not known'],
  [{ $schema: 'https://json-schema.org/draft-07/schema' }, 'draft-07/schema" is not known'],
  [{ format: 'date', formatMinimum: '2026-01-01' }, '"formatMinimum" is not judged'],
  [{ pattern: '^(?!a)' }, 'the pattern "^(?!a)" cannot be used: it has a lookaround or a back reference'],
  [{ pattern: String.raw`(a)\1` }, 'has a lookaround or a back reference'],
  [{ $recursiveRef: '#' }, '"$recursiveRef" is no keyword of draft 2020-12'],
  [{ minContains: 2 }, '"minContains" says nothing without "contains"'],
  [JSON.parse('{"then":false}') as JsonSchema, '"then" says nothing without "if"'],
  [{ contentMediaType: 'application/json', contentSchema: false }, '"contentSchema" is not judged'],
  [{ contains: true, unevaluatedItems: false }, '"unevaluatedItems" beside "contains" is not judged'],
  [JSON.parse('{"properties":{"__proto__":false}}') as JsonSchema, 'a property "__proto__" is not judged'],
  [{ 'x-own': 5, $ref: '#/x-own' }, 'the reference "#/x-own" leads to no schema'],
])('refuses %j, of which a part would be held against nothing', (schema, reason) => {
  const [issue, ...more] = checkJsonSchema(schema, 'x', place);
  expect(more).toEqual([]);
  expect(issue?.code).toBe('contract_invalid');
  expect(issue?.received).toContain(reason);
  expect(checkSchema(schema, place)).toEqual([issue]);
});

test.each<JsonSchema>([
  { format: 'cuid2', pattern: '^[0-9a-z]+$' },
  { format: 'includes', allOf: [{ pattern: 'x' }, { pattern: '^x' }] },
  { format: 'uuid', type: 'number', not: { minimum: 0 } },
  { cost: 3, kind: 'a', example: 'x', propertyOrder: ['a'], 'x-requierd': ['a'], deprecated: true },
  { properties: { format: { type: 'string' }, requierd: { const: { format: 'color' } } } },
  { default: { format: 'color' }, examples: [{ requierd: 1 }] },
  { contentEncoding: 'base64', contentMediaType: 'text/plain', minLength: 0 },
])('takes %j, all of which is judged or a note', (schema) => {
  expect(checkJsonSchema(schema, typeof schema === 'object' && 'type' in schema ? -1 : 'x', place)).toEqual(
    [],
  );
});

test.each<[string, number[], number[]]>([
  ['int8', [-128, 127], [-129, 128, 0.5]],
  ['int16', [-32_768, 32_767], [-32_769, 32_768]],
  ['uint', [0, 2 ** 60], [-1, 0.5]],
  ['uint8', [0, 255], [-1, 256]],
  ['uint16', [65_535], [65_536]],
  ['uint32', [4_294_967_295], [4_294_967_296, -1]],
  ['uint64', [2 ** 63], [-1]],
])('judges the format %s of whole numbers', (format, some, others) => {
  const holds = (value: number) => checkJsonSchema({ format }, value, place).length === 0;
  expect(some.map(holds)).toEqual(some.map(() => true));
  expect(others.map(holds)).toEqual(others.map(() => false));
});

test('takes a pattern that only looks like a lookaround', () => {
  expect(checkJsonSchema({ pattern: String.raw`^\(\?=\\[12]$` }, String.raw`(?=\1`, place)).toEqual([]);
  expect(checkJsonSchema({ pattern: '^[(?=]$' }, '?', place)).toEqual([]);
});

test('judges jwt, for which zod writes no pattern', () => {
  const codes = (text: string) => checkJsonSchema({ format: 'jwt' }, text, place).map(({ code }) => code);
  expect(codes('eyJh.eyJz.c2ln')).toEqual([]);
  expect(codes('eyJh.eyJz')).toEqual(['schema_mismatch']);
});

test('makes a run inconclusive whose contract asks for a format that is not known', () => {
  const found = check({ output: { format: 'color' } }, evidenceOf({ output: 'no color at all' }));
  expect(found.status).toBe('inconclusive');
  expect(found.failure_class).toBe('contract_invalid');
});
