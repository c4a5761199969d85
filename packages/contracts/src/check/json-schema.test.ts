import { createRequire } from 'node:module';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { JsonSchema } from '../fixture/contract.ts';
import type { Json } from '../json.ts';
import { checkJsonSchema, checkSchema } from './json-schema.ts';

const { default: Ajv2020 } = createRequire(import.meta.url)(
  'ajv/dist/2020',
) as typeof import('ajv/dist/2020.js');

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
  expect(codes({ properties: { a: false } }, { a: 1 })).toEqual([
    'schema_mismatch /output/properties/a/false schema',
  ]);
});

test('knows no number that JSON has not, and counts in hundredths', () => {
  const kinds: JsonSchema[] = [
    { type: 'number' },
    { type: 'number', not: { const: 1 } },
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

test.each<[string, JsonSchema]>([
  ['const', { const: 2 ** 53 }],
  ['an enum', { enum: ['a', { id: [-(2 ** 53)] }] }],
  ['a part', { properties: { id: { const: 1e21 } } }],
])('takes no number in %s that another one may be read as', (_, schema) => {
  const [first] = checkJsonSchema(schema, { id: 1 }, place);
  expect(first?.code).toBe('contract_invalid');
  expect(first?.received).toMatch(/^the number .+ cannot be told from its neighbours: compare as text$/);
  expect(checkSchema(schema, place)).toHaveLength(1);
});

test('takes the largest number that is told from its neighbours', () => {
  expect(codes({ const: 2 ** 53 - 1 }, 2 ** 53 - 1)).toEqual([]);
  expect(codes({ maximum: 2 ** 63 }, 1)).toEqual([]);
});

const doubled = (depth: number): JsonSchema => {
  let schema: JsonSchema = { minProperties: 1 };
  for (let level = 0; level < depth; level += 1) schema = { allOf: [schema, schema] };
  return schema;
};
const referred = (depth: number): JsonSchema => {
  const $defs: Record<string, JsonSchema> = { [`d${depth}`]: { minProperties: 1 } };
  for (let level = 0; level < depth; level += 1) {
    const next = { $ref: `#/$defs/d${level + 1}` };
    $defs[`d${level}`] = { allOf: [next, next] };
  }
  return { $defs, $ref: '#/$defs/d0' };
};

/** Each part refers to the next one twice, by what `refer` gives for it. */
const named = (
  depth: number,
  name: (level: number) => Record<string, string>,
  refer: (level: number) => Record<string, string>,
): JsonSchema => {
  const $defs: Record<string, JsonSchema> = { [`d${depth}`]: { ...name(depth), minProperties: 1 } };
  for (let level = 0; level < depth; level += 1)
    $defs[`d${level}`] = { ...name(level), allOf: [refer(level + 1), refer(level + 1)] };
  return { $defs, ...refer(0) };
};
const nested = (depth: number, within: (schema: JsonSchema) => JsonSchema): JsonSchema => {
  let schema: JsonSchema = { minLength: 1 };
  for (let level = 0; level < depth; level += 1) schema = within(schema);
  return schema;
};
const TOO_MUCH = 'it holds more than 10000 schemas against one value';
const TOO_DEEP = 'more than 512 lists and objects stand within one another in it';

test.each<[string, JsonSchema, string]>([
  [
    'whose parts refer by $anchor',
    named(
      22,
      (n) => ({ $anchor: `a${n}` }),
      (n) => ({ $ref: `#a${n}` }),
    ),
    TOO_MUCH,
  ],
  [
    'whose parts refer by $dynamicAnchor',
    named(
      22,
      (n) => ({ $dynamicAnchor: `a${n}` }),
      (n) => ({ $dynamicRef: `#a${n}` }),
    ),
    TOO_MUCH,
  ],
  [
    'whose parts refer by $id',
    named(
      22,
      (n) => ({ $id: `d${n}.json` }),
      (n) => ({ $ref: `d${n}.json` }),
    ),
    TOO_MUCH,
  ],
  [
    'whose parts refer by an address',
    named(
      22,
      (n) => ({ $id: `https://a.test/d${n}` }),
      (n) => ({ $ref: `https://a.test/d${n}#` }),
    ),
    TOO_MUCH,
  ],
  [
    'of draft 07 whose parts refer by $id',
    {
      $schema: 'http://json-schema.org/draft-07/schema#',
      allOf: [
        named(
          22,
          (n) => ({ $id: `#d${n}` }),
          (n) => ({ $ref: `#d${n}` }),
        ),
      ],
    },
    TOO_MUCH,
  ],
  ['of 50,000 properties within one another', nested(50_000, (a) => ({ properties: { a } })), TOO_DEEP],
  ['of 50,000 items within one another', nested(50_000, (items) => ({ items })), TOO_DEEP],
  ['of 600 allOf within one another', nested(600, (a) => ({ allOf: [a] })), TOO_DEEP],
  ['of 2^18 parts', doubled(18), 'it is made of more than 200000 values'],
  ['of 2^40 parts', doubled(40), 'it is made of more than 200000 values'],
  ['of 2^14 parts', doubled(14), 'it holds more than 10000 schemas'],
  ['that refers to itself 2^40 times', referred(40), 'it holds more than 10000 schemas against one value'],
])('refuses a schema %s before it is compiled', (_, schema, reason) => {
  const compiled = vi.spyOn(Ajv2020.prototype, 'compile');
  onTestFinished(() => compiled.mockRestore());
  expect(checkJsonSchema(schema, {}, place)).toMatchObject([{ code: 'contract_invalid', received: reason }]);
  expect(checkSchema(schema, place)).toHaveLength(1);
  expect(compiled).not.toHaveBeenCalled();
});

test('takes a large schema whose parts are for members of the value', () => {
  const member = { type: 'object', properties: { a: { $ref: '#' }, b: { $ref: '#' } } };
  const properties = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`p${at}`, member]));
  expect(codes({ properties, minProperties: 1 }, { p7: { a: {} } })).toEqual([
    'schema_mismatch /output/minProperties',
  ]);
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
  const made = vi.spyOn(Ajv2020.prototype, '_addVocabularies');
  onTestFinished(() => made.mockRestore());
  expect(codes({ pattern: '(a' }, 'x')).toEqual(['contract_invalid /output']);
  for (const letter of 'bcdefghij') {
    expect(codes({ pattern: `^${letter}$` }, letter)).toEqual([]);
    expect(codes({ pattern: `^${letter}$`, maxLength: 3 }, 'x')).toEqual(['schema_mismatch /output/pattern']);
  }
  expect(made.mock.calls.length).toBeLessThan(2);
});
