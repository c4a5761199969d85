import { expect, test } from 'vitest';
import { evidenceOf } from '../evidence.suite.ts';
import type { Evidence } from '../evidence.ts';
import type { Contract } from '../fixture/contract.ts';
import { check } from './check.ts';
import { definePredicate, type Predicate } from './predicates.ts';

const contract: Contract = { predicates: ['x_total'] };

function verdict(predicate: Predicate['check'] | null): string {
  const predicates =
    predicate === null
      ? []
      : [definePredicate({ id: 'x_total', expected: 'a total of 10', check: predicate })];
  const { status, failure_reason: reason } = check(contract, evidenceOf({ state: { total: 9 } }), {
    predicates,
  });
  return `${status} ${reason}`;
}

test("judges a run by a predicate of one's own", () => {
  expect(verdict(() => true)).toBe('passed null');
  expect(verdict(({ state }) => `the total is ${JSON.stringify(state['total'])}`)).toBe(
    'failed x_total: the total is 9',
  );
});

test('a predicate changes nothing of the evidence, for the next one or the record', () => {
  const evidence = evidenceOf({ state: { total: 9 }, output: ['b', 'a'] });
  const before = structuredClone(evidence);
  const seen: unknown[] = [];
  const [first, second] = ['x_first', 'x_second'].map((id) =>
    definePredicate({
      id,
      expected: 'order',
      check(given) {
        seen.push(structuredClone(given));
        (given.output as string[]).sort();
        Object.assign(given.state, { total: 10 });
        return true;
      },
    }),
  ) as [Predicate, Predicate];
  check({ predicates: ['x_first', 'x_second'] }, evidence, { predicates: [first, second] });
  expect(evidence).toEqual(before);
  expect(seen).toEqual([before, before]);
});

test('says of each predicate that evidence which no text can hold cannot be given to it', () => {
  const evidence = evidenceOf({ output: 1n as never });
  const holds = definePredicate({ id: 'x_total', expected: 'anything', check: () => true });
  const { status, issues } = check({ predicates: ['x_total', 'x_unknown'] }, evidence, {
    predicates: [holds],
  });
  expect(status).toBe('inconclusive');
  expect(issues.map(({ code, path }) => [code, path])).toEqual([
    ['predicate_error', '/predicates/0'],
    ['predicate_unknown', '/predicates/1'],
  ]);
});

test.each<[string, Partial<Evidence>]>([
  ['an output', { output: [1, { $truncated: 'size' }] }],
  ['a state', { state: { total: { $truncated: 'depth' } } }],
])('says of no predicate that it holds, or does not, where %s was cut', (_, changes) => {
  for (const found of [true, 'not so'] as const) {
    const given = definePredicate({ id: 'x_total', expected: 'anything', check: () => found });
    const { issues } = check(contract, evidenceOf(changes), { predicates: [given] });
    expect(issues.map(({ code, path }) => [code, path])).toEqual([['evidence_invalid', '/predicates/0']]);
  }
});

test('gives a predicate what the contract asks of it', () => {
  const total = definePredicate({
    id: 'x_total',
    expected: 'the total that is asked for',
    check: ({ state }, { of }) => state['total'] === of || `the total is not ${JSON.stringify(of)}`,
  });
  const asking = (of: number): string | null =>
    check(
      { artifacts: { min: 0 }, predicates: [{ id: 'x_total', options: { of } }] },
      evidenceOf({ state: { total: 9 } }),
      {
        predicates: [total],
      },
    ).failure_reason;
  expect(asking(9)).toBe(null);
  expect(asking(10)).toBe('x_total: the total is not 10');
});

test('calls a predicate that throws, answers nonsense or is not there inconclusive', () => {
  const broken = (): never => {
    throw new Error('no');
  };
  expect(verdict(broken)).toBe('inconclusive predicate_error: x_total threw Error: no');
  expect(verdict(() => false as never)).toBe(
    'inconclusive predicate_error: x_total returned false, neither true nor a text',
  );
  expect(verdict((() => Promise.resolve(true)) as never)).toBe(
    'inconclusive predicate_error: x_total returned {}, neither true nor a text',
  );
  expect(verdict(null)).toBe('inconclusive predicate_unknown: no predicate x_total is defined');
});

test("refuses an id that is not a reason code of one's own", () => {
  expect(() => definePredicate({ id: 'x_Total!', expected: '', check: () => true }))
    .toThrowErrorMatchingInlineSnapshot(`
    [AgentReplayError: Failed to define the predicate "x_Total!": its id must be "x_" and small letters, digits or "_".
      fix  rename it, e.g. "x_totals_agree"]
  `);
});
