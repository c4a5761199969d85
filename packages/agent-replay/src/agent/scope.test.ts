import type { Interaction, Predicate, SemanticValidator } from '@agent-replay/contracts';
import { expect, test } from 'vitest';
import { enclosingReplay, inReplay, type ReplayScope } from './scope.ts';

type Changeable<T> = { -readonly [Key in keyof T]: T[Key] };

const tape = () => [{ id: '1', kind: 'tool', name: 'pay', args: { amount: 1 } }] as unknown as Interaction[];

test('what code within a replay is given is none of what the replay itself goes on with', async () => {
  const validator: SemanticValidator = {
    id: 'polite',
    version: '1',
    validate: () => ({ ok: false }) as never,
  };
  const predicate: Predicate = { id: 'paid', expected: 'a payment', check: () => false as never };
  const own = { ...validator };
  const ownPredicate = { ...predicate };
  const scope = {
    validators: [validator],
    predicates: [predicate],
    tape: tape(),
    store: { redactor: {} },
  } as unknown as ReplayScope;
  await inReplay(scope, async () => {
    const within = enclosingReplay() as NonNullable<ReturnType<typeof enclosingReplay>>;
    const [given] = within.validators as Changeable<SemanticValidator>[];
    const [asked] = within.predicates as Changeable<Predicate>[];
    const [taped] = within.tape() as unknown as { args: { amount: number } }[];
    if (given !== undefined) given.validate = () => ({ ok: true }) as never;
    if (asked !== undefined) asked.check = () => true;
    if (taped !== undefined) taped.args.amount = 2;
    for (const list of [within.validators, within.predicates, within.tape()] as unknown[][]) list.length = 0;
  });
  expect(scope.validators).toEqual([own]);
  expect(scope.predicates).toEqual([ownPredicate]);
  expect(scope.tape).toEqual(tape());
});

test('the agents that the replayed one calls share one copy of the tape', async () => {
  const scope = { validators: [], predicates: [], tape: tape(), store: {} } as unknown as ReplayScope;
  await inReplay(scope, async () => {
    const within = enclosingReplay();
    expect(within?.tape()).toEqual(scope.tape);
    expect(within?.tape()).toBe(within?.tape());
  });
});
