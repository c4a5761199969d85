import type { Json } from '@agent-replay/contracts';
import type { ExitCode } from '../replay/exit-code.ts';
import type { Repeated } from '../replay/repeat.ts';
import type { ReplayResult } from '../replay/replay-result.ts';
import type { Output } from './output.ts';

/** Ends a replay's output: how many fixtures came to what, as a line and in the document. */
export function summarise(
  out: Output,
  {
    all,
    documents,
    missing,
    exitCode,
  }: { all: readonly Repeated[]; documents: readonly Json[]; missing: readonly string[]; exitCode: ExitCode },
): void {
  const results = all.map(({ result }) => result);
  const summary = countsOf(results);
  out.document({
    fixtures: documents,
    summary,
    exit_code: exitCode,
    ...(missing.length > 0 && { not_found: [...missing] }),
  });
  const parts = Object.entries(summary).filter(([name, value]) => name !== 'total' && value > 0);
  out.line(
    `\n${results.length} ${results.length === 1 ? 'fixture' : 'fixtures'}: ${parts.map(([name, value]) => `${value} ${name}`).join(', ')}`,
  );
}

/** How many results came to what; the same keys for none at all. */
export function countsOf(results: readonly ReplayResult[]) {
  const number = (test: (result: ReplayResult) => boolean): number => results.filter(test).length;
  return {
    total: results.length,
    passed: number(({ ok, proof }) => ok && proof === 'proven'),
    unproven: number(({ ok, proof }) => ok && proof !== 'proven' && proof !== 'stale'),
    stale: number(({ ok, proof }) => ok && proof === 'stale'),
    failed: number(({ exit_code: code }) => code === 1),
    invalid: number(({ exit_code: code }) => code === 2),
    blocked: number(({ exit_code: code }) => code === 4),
    unknown: number(({ exit_code: code }) => code === 3),
    crashed: number(({ exit_code: code }) => code === 5),
  };
}
