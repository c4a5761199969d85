import Ajv from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import type { JsonSchema } from '../fixture/contract.ts';
import type { Json } from '../json.ts';
import { seededRandom } from '../seeded-random.suite.ts';
import { matchesPlain } from './matches-plain.ts';

const PARTS: readonly Json[] = [
  true,
  false,
  { type: 'object', required: ['a'], properties: { a: { const: 6 } } },
  { type: ['string', 'null'] },
  { type: ['string', 'string'] },
  { type: 'text' },
  { enum: [1, 'a', null, { b: [1] }] },
  { enum: [] },
  { properties: { a: { type: 'integer', minimum: 1, maximum: 6 } }, additionalProperties: false },
  { properties: { toString: { type: 'string' } } },
  { items: { type: 'number' }, minItems: 1, maxItems: 2 },
  { minItems: -1 },
  { required: ['a', 'a'] },
  { required: [] },
  { items: { type: 'nothing' } },
  { properties: { never: { type: 7 } } },
  { additionalProperties: { type: 'number' } },
  { pattern: 'a' },
  { description: 'x', title: 'y', not: {} },
  { const: { b: [1], a: 2 } },
];
const VALUES: readonly Json[] = [
  null,
  true,
  0,
  6,
  1.5,
  'a',
  [],
  [1],
  [1, 'a', 3],
  {},
  { a: 6 },
  { a: 7 },
  { a: 6, b: 1 },
  { b: [1] },
  { a: 2, b: [1] },
  { toString: 1 },
];

const ajv = new Ajv.Ajv2020({ strict: false, logger: false });

function byAjv(schema: JsonSchema): (value: Json) => boolean {
  try {
    return ajv.compile(schema);
  } catch {
    return () => false;
  }
}

test('takes nothing that ajv does not take, over seeded schemas and values', () => {
  const random = seededRandom(20_261_125);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  let taken = 0;
  for (let round = 0; round < 300; round += 1) {
    const [one, other] = [pick(PARTS), pick(PARTS)];
    const merged = { ...(one as object), ...(other as object) } as JsonSchema;
    const schema = pick([one as JsonSchema, merged, { properties: { a: one } } as JsonSchema]);
    const validate = byAjv(schema);
    for (const value of VALUES) {
      if (!matchesPlain(schema, value)) continue;
      taken += 1;
      expect({ schema, value, ajv: validate(value) }).toEqual({ schema, value, ajv: true });
    }
  }
  expect(taken).toBeGreaterThan(500);
});

test('takes the plain ones itself', () => {
  const schema = { type: 'object', required: ['total'], properties: { total: { const: 6 } } };
  expect(matchesPlain(schema, { total: 6 })).toBe(true);
  expect(matchesPlain(schema, { total: 7 })).toBe(false);
  expect(matchesPlain({ type: 'array', items: { type: 'string' } }, ['a', 'b'])).toBe(true);
});
