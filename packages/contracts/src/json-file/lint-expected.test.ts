import { expect, test } from 'vitest';
import type { Json } from '../json.ts';
import { lintExpected } from './lint-expected.ts';

const paths = (value: Json): string[] => lintExpected(value).map(({ path }) => path);

test.each([
  'must_call_search',
  'must_not_call',
  'should_use_tool',
  'tool_calls',
  'call_order',
  'steps',
  'prompt',
  'max_turns',
  'temperature',
  'text',
])('refuses the key %s', (key) => {
  expect(paths({ [key]: 1 })).toEqual([`/${key}`]);
});

test('refuses a schema that demands one wording, and lets short values be', () => {
  const prose = 'The order was refunded because the customer had been charged twice.';
  expect(paths({ output: { properties: { summary: { const: prose } } } })).toEqual([
    '/output/properties/summary/const',
  ]);
  expect(paths({ output: { properties: { summary: { enum: [prose] } } } })).toEqual([
    '/output/properties/summary/enum',
  ]);
  expect(paths({ artifacts: { schema: { const: prose } } })).toEqual(['/artifacts/schema/const']);
  expect(
    paths({
      output: { properties: { decision: { enum: ['keep', 'revert'] }, kind: { const: 'refund note' } } },
    }),
  ).toEqual([]);
});

test('has nothing against the keys of a contract', () => {
  expect(
    paths({
      status: ['passed'],
      artifacts: {},
      evidence: { min: 1 },
      state: {},
      forbid: {},
      diff: {},
      verify: {},
      output: {},
      semantic: [],
    }),
  ).toEqual([]);
});

test.each([{}, { $schema: 'https://example.com/expected.json' }])(
  'refuses the contract %j, which asks for nothing',
  (value) => {
    expect(paths(value)).toEqual(['/status']);
    expect(paths({ ...value, status: ['passed'] })).toEqual([]);
  },
);
