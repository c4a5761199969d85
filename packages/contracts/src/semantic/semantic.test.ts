import { expect, test } from 'vitest';
import { check } from '../check/check.ts';
import { AgentReplayError } from '../error.ts';
import { artifactOf, evidenceOf } from '../evidence.suite.ts';
import type { Contract } from '../fixture/contract.ts';
import type { Json } from '../json.ts';
import { fromAutoevals } from './from-autoevals.ts';
import { judge, type JudgeOptions } from './judge.ts';
import { defineValidator, type SemanticValidator } from './validator.ts';

const report = artifactOf('report.md', { text: 'The ORDER was\nrefunded twice.\n- order 17\n- order 18\n' });

/** `label score`, or the error, of one validator on a report and an output. */
async function judged(
  validator: string,
  options: { [key: string]: Json } = {},
  output: Json = null,
): Promise<string> {
  const [judgement] = await judge(
    { semantic: [{ validator, options }] },
    evidenceOf({ artifacts: [report], output }),
  );
  return judgement?.error ?? `${judgement?.label} ${judgement?.score}`;
}

test.each<[string, { [key: string]: Json }, Json, string]>([
  ['contains_all', { values: ['the order was refunded', 'Twice'] }, null, 'pass 1'],
  ['contains_all', { values: ['refunded', 'cancelled'] }, null, 'fail 0.5'],
  ['contains_all', { values: ['keep'], of: 'output', pointer: '/decision' }, { decision: 'Keep' }, 'pass 1'],
  ['pattern_count', { line: '- order *', min: 2, max: 2 }, null, 'pass 1'],
  ['pattern_count', { line: '- order *', min: 3 }, null, 'fail 0'],
  ['pattern_count', { text: 'order', max: 2 }, null, 'fail 0'],
  ['list_coverage', { of: 'output', expected: ['b', 1] }, ['B', 'a', 1], 'pass 1'],
  ['list_coverage', { of: 'output', expected: ['b', 'c'] }, ['b'], 'fail 0.5'],
  ['edit_distance', { of: 'output', expected: 'kitten' }, 'Kitten', 'pass 1'],
  ['edit_distance', { of: 'output', expected: 'kitten' }, 'sitting', 'fail 0.5714285714285714'],
  [
    'numeric_tolerance',
    { of: 'output', pointer: '/total', expected: 100, relative: 0.01 },
    { total: '100.9' },
    'pass 1',
  ],
  ['numeric_tolerance', { of: 'output', expected: 100, absolute: 0.5 }, 101, 'fail 0'],
  ['json_diff', { of: 'output', expected: { a: [1, 2], b: 'x' } }, { b: 'x', a: [1, 2] }, 'pass 1'],
  ['json_diff', { of: 'output', expected: { a: 1, b: 2 } }, { a: 1, b: 3, c: 4 }, 'fail 0.33333333333333337'],
  ['citation_resolves', {}, null, 'fail 0'],
])('%s with %j judges %j as %s', async (validator, options, output, expected) => {
  expect(await judged(validator, options, output)).toBe(expected);
});

test('judges the same twice, and another result after one changed byte', async () => {
  const options = { expected: 'The order was refunded twice. - order 17 - order 18' };
  const first = await judged('edit_distance', options);
  expect(await judged('edit_distance', options)).toBe(first);
  expect(first).toBe('pass 1');
  expect(await judged('edit_distance', { expected: options.expected.replace('17', '19') })).not.toBe(first);
});

test("takes options that are wrong, and a subject that is not there, for the judge's error", async () => {
  expect(await judged('contains_all', { values: [] })).toMatch(/^ZodError: /);
  expect(await judged('contains_all', { values: ['a'], vlaues: [] })).toMatch(/^ZodError: /);
  expect(await judged('list_coverage', { expected: ['a'], of: 'output', pointer: '/none' }, {})).toBe(
    'Error: there is nothing at output/none to judge',
  );
  expect(await judged('nobody')).toBe('no validator "nobody" is defined');
});

test('compares long texts word by word, and refuses what is longer still', async () => {
  const words = (count: number): string => 'word '.repeat(count);
  expect(await judged('edit_distance', { of: 'output', expected: `${words(2000)}end` }, words(2000))).toMatch(
    /^fail 0\.9995/,
  );
  expect(await judged('edit_distance', { of: 'output', expected: 'a' }, words(6000))).toBe(
    'RangeError: texts of over 5000 words are not compared',
  );
});

const asked = async (validator: Partial<SemanticValidator>, options: JudgeOptions = {}): Promise<string> => {
  const defined = defineValidator({
    id: 'mine',
    version: '2',
    validate: () => ({ label: 'pass', explanation: 'fine' }),
    ...validator,
  });
  const contract = { semantic: [{ validator: 'mine' }] };
  const judgements = await judge(contract, evidenceOf(), { validators: [defined], ...options });
  return `${judgements[0]?.error ?? judgements[0]?.label} → ${check(contract, evidenceOf({ judgements })).status}`;
};

test('L20: calls a judge that throws, hangs or answers nonsense inconclusive', async () => {
  expect(await asked({})).toBe('pass → passed');
  expect(await asked({ validate: () => ({ label: 'fail', explanation: 'no' }) })).toBe('fail → failed');
  expect(await asked({ validate: () => Promise.reject(new TypeError('429')) })).toBe(
    'TypeError: 429 → inconclusive',
  );
  expect(await asked({ validate: () => 'yes' as never })).toBe(
    'its judgement is not { label, score?, explanation } → inconclusive',
  );
  expect(await asked({ validate: () => ({ label: 'pass', score: NaN, explanation: '' }) })).toContain(
    'inconclusive',
  );
  expect(await asked({ validate: () => new Promise(() => undefined) }, { timeoutMs: 5 })).toBe(
    'Error: no judgement within 5 ms → inconclusive',
  );
});

test('a judge changes nothing of what is judged, nor of what it is held to', async () => {
  const contract: Contract = {
    artifacts: { min: 1 },
    output: { required: ['total'] },
    semantic: [{ validator: 'x_kind' }],
  };
  const evidence = evidenceOf({ artifacts: [], output: {} });
  const before = structuredClone({ contract, evidence });
  const kind = defineValidator({
    id: 'x_kind',
    version: '1',
    async validate(input) {
      delete input.contract.artifacts;
      Object.assign(input.output as object, { total: 1 });
      return { label: 'pass', explanation: 'all is well' };
    },
  });
  const judgements = await judge(contract, evidence, { validators: [kind] });
  expect({ contract, evidence }).toEqual(before);
  expect(check(contract, { ...evidence, judgements }).issues.map(({ code }) => code)).toEqual([
    'missing_artifact_ref',
    'schema_mismatch',
  ]);
});

test('E11.5: asks the tape for what is not deterministic, and finds a missing recording inconclusive', async () => {
  const ask = (): never => {
    throw new AgentReplayError('MISS', 'no recording');
  };
  expect(await asked({}, { ask })).toBe('missing → inconclusive');
  expect(await asked({ deterministic: true }, { ask })).toBe('pass → passed');
});

test('makes a validator of an autoevals scorer', async () => {
  const contract = {
    semantic: [{ validator: 'lev', options: { expected: 'paid', of: 'output' }, min: 0.7 }],
  };
  const run = async (result: unknown): Promise<string> => {
    const seen: unknown[] = [];
    const scorer = (args: unknown): never => {
      seen.push(args);
      return result as never;
    };
    const evidence = evidenceOf({ output: 'pays' });
    const judgements = await judge(contract, evidence, {
      validators: [fromAutoevals(scorer, { id: 'lev', version: '1' })],
    });
    expect(seen).toEqual([{ expected: 'paid', output: 'pays' }]);
    return check(contract, { ...evidence, judgements }).failure_class ?? 'passed';
  };
  expect(await run({ name: 'Levenshtein', score: 0.75, metadata: { rationale: 'near' } })).toBe('passed');
  expect(await run({ name: 'Levenshtein', score: 0.5 })).toBe('semantic_mismatch');
  expect(await run({ name: 'Levenshtein', score: null })).toBe('semantic_judge_error');
  expect(await run({ name: 'Levenshtein', score: 1, error: new Error('no key') })).toBe(
    'semantic_judge_error',
  );
});

test('gives a scorer of autoevals the value itself where it compares values', async () => {
  const contract = { semantic: [{ validator: 'list', options: { expected: ['a'], of: 'output' } }] };
  const seen: unknown[] = [];
  const scorer = (args: unknown) => {
    seen.push(args);
    return { name: 'ListContains', score: 1 };
  };
  const validators = [fromAutoevals(scorer, { id: 'list', version: '1', compares: 'value' })];
  const judgements = await judge(contract, evidenceOf({ output: ['a'] }), { validators });
  expect(seen).toEqual([{ expected: ['a'], output: ['a'] }]);
  expect(judgements).toMatchObject([{ label: 'pass', score: 1 }]);
});

test('refuses validators without a usable id or version', () => {
  const validate: SemanticValidator['validate'] = () => ({ label: 'pass', explanation: '' });
  expect(() => defineValidator({ id: 'a b', version: '1', validate })).toThrowErrorMatchingInlineSnapshot(
    `
    [AgentReplayError: Failed to define the validator "a b": its id must be letters, digits, "_", "-" or ".".
      fix  id: 'polite']
  `,
  );
  expect(() => defineValidator({ id: 'ab', version: '', validate })).toThrowErrorMatchingInlineSnapshot(
    `
    [AgentReplayError: Failed to define the validator "ab": it must have a version.
      fix  version: '1', and another with each change of what it judges by]
  `,
  );
});
