import { isDeepStrictEqual } from 'node:util';
import { type Contract, definePredicate, type Evidence, type Json } from '@agent-replay/contracts';
import type { Served } from './airline-agent.ts';
import type { Changes } from './database.ts';

/**
 * What a task asks for: the conversation came to its end, the database was changed as required and in
 * nothing else, and the customer was told what they had to be told. Each clause has its failure class.
 */
export function contractOf(required: Changes, outputs: readonly string[]): Contract {
  const rows = Object.keys(required);
  return {
    artifacts: { min: 0 },
    predicates: [
      'x_never_ended',
      { id: 'x_changed_unasked', options: { allowed: rows } },
      { id: 'x_left_undone', options: { required: rows } },
      { id: 'x_done_otherwise', options: { rows: required as unknown as Json } },
      { id: 'x_not_told', options: { outputs: [...outputs] } },
    ],
  };
}

export const predicates = [
  definePredicate({
    id: 'x_never_ended',
    expected: 'a conversation that came to its end',
    check: ({ output }) => servedOf(output).ended || 'the conversation stops in the middle',
  }),
  definePredicate({
    id: 'x_task_unknown',
    expected: 'a task that says what it requires',
    check: () => 'the recording does not say what its task requires',
  }),
  definePredicate({
    id: 'x_changed_unasked',
    expected: 'no change beside those required',
    check: (evidence, { allowed }) =>
      named(
        'changed, and must stay as it was',
        namesIn(changesOf(evidence)).filter((row) => !namesIn(allowed).includes(row)),
      ),
  }),
  definePredicate({
    id: 'x_left_undone',
    expected: 'every change that is required',
    check: (evidence, { required }) =>
      named(
        'stayed as it was, and must change',
        namesIn(required).filter((row) => !(row in changesOf(evidence))),
      ),
  }),
  definePredicate({
    id: 'x_done_otherwise',
    expected: 'the changes to be as required',
    check: (evidence, { rows }) =>
      named('changed otherwise than asked', differing(rows as Rows, changesOf(evidence))),
  }),
  definePredicate({
    id: 'x_not_told',
    expected: 'the customer to be told what they asked',
    check: ({ output }, { outputs }) =>
      named(
        'was never told',
        namesIn(outputs).filter((text) => !isTold(text, servedOf(output).said)),
      ),
  }),
];

type Rows = Record<string, Record<string, Json>>;

function servedOf(output: Json | undefined): Served {
  return { ended: false, said: [], ...(output as Partial<Served> | undefined) };
}

function changesOf({ state }: Evidence): Rows {
  return (state['airline:changes'] ?? {}) as Rows;
}

function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? (value as string[]) : Object.keys(value as object);
}

function named(what: string, found: readonly string[]): true | string {
  return found.length === 0 || `${found.join(', ')} ${what}`;
}

/** The members that differ, with both sides; of rows that changed at all. */
function differing(required: Rows, changes: Rows): string[] {
  return Object.keys(required)
    .filter((row) => row in changes)
    .flatMap((row) => {
      const [want, got] = [required[row] ?? {}, changes[row] ?? {}];
      return [...new Set([...Object.keys(want), ...Object.keys(got)])]
        .filter((key) => !isDeepStrictEqual(want[key], got[key]))
        .map((key) => `${row}/${key} (${short(got[key])} in place of ${short(want[key])})`);
    });
}

function short(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

/** As the benchmark looks for it: within one thing said, in any case, thousands without commas. */
function isTold(text: string, said: readonly string[]): boolean {
  return said.some((each) => each.toLowerCase().replaceAll(',', '').includes(text.toLowerCase()));
}
