import { expect, test } from 'vitest';
import type { ReplayResult } from '../replay/replay-result.ts';
import { judgeProof } from './judge-proof.ts';

const result = (failure_class: string | null, failure_reason: string | null): ReplayResult =>
  ({
    ok: failure_class === null,
    verdict: { status: failure_class === null ? 'passed' : 'failed', failure_class, failure_reason },
  }) as ReplayResult;
const kinds = (notes: { failure_class: string; reason: string }, broken: ReplayResult): string[] =>
  judgeProof(notes, { broken, fixed: result(null, null), benign: null, sameCode: false }).map(
    ({ kind }) => kind,
  );

test('an exception of the work proves, one of a module that cannot be loaded does not', () => {
  const notes = { failure_class: 'exception', reason: 'exception: TypeError: x is not a function' };
  expect(kinds(notes, result('exception', 'exception: TypeError: y is not a function'))).toEqual([]);
  for (const said of [
    "exception: Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'x' imported from a.js",
    "exception: Error: Cannot find module './gone.js'",
    "exception: SyntaxError: The requested module './a.js' does not provide an export named 'b'",
  ])
    expect(kinds(notes, result('exception', said))).toEqual(['load_failure']);
});

test('where the recorded failure was itself that a module was missing, the same proves', () => {
  const reason = "exception: Error: Cannot find module './gone.js'";
  expect(kinds({ failure_class: 'exception', reason }, result('exception', reason))).toEqual([]);
});

test('an agent whose work meets broken JSON fails in its work', () => {
  const notes = { failure_class: 'exception', reason: 'exception: SyntaxError: Unexpected token' };
  expect(kinds(notes, result('exception', 'exception: SyntaxError: Unexpected end of JSON input'))).toEqual(
    [],
  );
});
