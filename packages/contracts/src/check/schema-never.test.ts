import { expect, test } from 'vitest';
import { defineContract } from '../define-contract.ts';
import type { JsonSchema } from '../fixture/contract.ts';
import { checkJsonSchema, checkSchema } from './json-schema.ts';

const place = { path: '/output', what: 'the output' };

const told = (schema: JsonSchema): string[] =>
  checkSchema(schema, place).map(({ code, path }) => `${code} ${path}`);

test.each<[JsonSchema, string]>([
  [{ minLength: 5, maxLength: 3 }, '/minLength'],
  [{ type: 'number', minimum: 5, maximum: 3 }, '/minimum'],
  [{ type: 'number', minimum: 3, exclusiveMaximum: 3 }, '/minimum'],
  [{ type: 'number', exclusiveMinimum: 3, maximum: 3 }, '/exclusiveMinimum'],
  [{ type: 'number', exclusiveMinimum: 3, exclusiveMaximum: 3 }, '/exclusiveMinimum'],
  [{ type: 'array', minItems: 3, maxItems: 2 }, '/minItems'],
  [{ type: 'array', contains: {}, minContains: 3, maxContains: 2 }, '/minContains'],
  [{ type: 'object', minProperties: 3, maxProperties: 2 }, '/minProperties'],
  [{ properties: { 'a/b': { items: { minLength: 5, maxLength: 3 } } } }, '/properties/a~1b/items/minLength'],
  [{ not: { minLength: 5, maxLength: 3 } }, '/not/minLength'],
  [{ $defs: { a: { minimum: 2, maximum: 1 } } }, '/$defs/a/minimum'],
  [{ type: 'array', contains: {}, maxContains: 0 }, '/maxContains'],
  [false, ''],
  [{ not: {} }, '/not'],
  [{ not: true, type: 'string' }, '/not'],
  [{ allOf: [{ type: 'string' }, { type: 'number' }] }, '/type'],
  [{ allOf: [{ type: 'string', minLength: 5 }, { maxLength: 3 }] }, ''],
  [{ $defs: { a: { maxLength: 3 } }, $ref: '#/$defs/a', type: 'string', minLength: 5 }, ''],
  [{ $defs: { a: { $anchor: 'a', maxLength: 3 } }, $ref: '#a', type: 'string', minLength: 5 }, ''],
  [{ type: 'integer', minimum: 1.2, maximum: 1.8 }, ''],
  [{ type: 'integer', exclusiveMinimum: 1, exclusiveMaximum: 2 }, ''],
  [{ type: 'string', const: 5 }, '/const'],
  [{ type: 'string', nullable: true, const: 5 }, '/const'],
  [{ type: ['string', 'null'], enum: [1, 2] }, '/enum'],
  [{ maxLength: 2, enum: ['abc', 'abcd'] }, '/enum'],
  [{ allOf: [{ enum: ['a', 'b'] }, { enum: ['c'] }] }, '/allOf/1/enum'],
  [{ anyOf: [{ type: 'string', const: 1 }, false] }, '/anyOf/0/const'],
  [{ oneOf: [false, false] }, '/oneOf/0'],
  [{ type: 'object', required: ['a'], properties: { a: false } }, '/properties/a'],
  [
    { type: 'object', required: ['a'], properties: { a: { enum: ['x'], type: 'number' } } },
    '/properties/a/enum',
  ],
  [
    { type: 'object', required: ['a'], properties: { b: {} }, additionalProperties: false },
    '/additionalProperties',
  ],
  [{ type: 'object', required: ['a', 'b'], maxProperties: 1 }, ''],
  [
    {
      type: 'object',
      allOf: [
        { properties: { a: {} }, required: ['a'], additionalProperties: false },
        { properties: { b: {} }, required: ['b'], additionalProperties: false },
      ],
    },
    '/allOf/1/additionalProperties',
  ],
  [{ type: 'array', contains: { const: 1 }, maxItems: 0 }, '/contains'],
  [{ type: 'array', contains: false }, '/contains'],
  [{ type: 'array', prefixItems: [{}, false], minItems: 2 }, '/prefixItems/1'],
  [{ type: 'array', prefixItems: [{}], items: false, minItems: 2 }, ''],
])('refuses %j, which nothing meets, at "%s"', (schema, path) => {
  expect(told(schema)).toEqual([`contract_invalid /output${path}`]);
  expect(() => defineContract({ output: schema })).toThrow(
    expect.objectContaining({
      code: 'OPTION_INVALID',
      message: expect.stringContaining(`/output${path}`) as string,
    }),
  );
});

test('says what excludes what', () => {
  expect(checkJsonSchema({ type: 'string', minLength: 5, maxLength: 3 }, 'four', place)).toEqual([
    {
      code: 'contract_invalid',
      path: '/output/minLength',
      expected: 'a JSON Schema that something meets',
      received: 'no value meets both "minLength": 5 and "maxLength": 3',
      message:
        'the schema for the output cannot be used: no value meets both "minLength": 5 and "maxLength": 3',
    },
  ]);
});

test.each<JsonSchema>([
  true,
  {},
  { minLength: 3, maxLength: 3 },
  { minimum: 3, maximum: 3 },
  { type: 'integer', minimum: 2.5, exclusiveMaximum: 3.1 },
  { minimum: 1.2, maximum: 1.8 },
  { type: ['integer', 'null'], minimum: 1.2, maximum: 1.8 },
  { properties: { a: false } },
  { properties: { a: { not: {} } } },
  { items: false },
  { contains: {}, maxContains: 0 },
  { contains: {}, minContains: 0, maxContains: 0, type: 'array' },
  { anyOf: [false, { type: 'string' }] },
  { allOf: [{ type: 'number' }, { type: 'integer' }] },
  { enum: [1, 'a'], type: 'string' },
  { const: 2, type: 'number' },
  { const: '😀', maxLength: 1 },
  { enum: [2.5], type: 'number', exclusiveMinimum: 2, maximum: 2.5 },
  { required: ['a'], patternProperties: { '^a': {} }, additionalProperties: false },
  {
    oneOf: [
      { required: ['a'], properties: { b: false } },
      { required: ['b'], properties: { a: false } },
    ],
  },
  { type: 'object', required: ['next'], properties: { next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } } },
  { prefixItems: [{}, false], minItems: 1 },
  { type: 'string', nullable: true, enum: [null] },
  { allOf: [{ type: 'string', nullable: true }, { type: 'null' }] },
  { $defs: { a: { $ref: '#/$defs/b' }, b: { type: 'string' } }, $ref: '#/$defs/a' },
])('takes %j, which something meets', (schema) => {
  expect(told(schema)).toEqual([]);
});
