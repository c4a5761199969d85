import type { ProbeOutcome } from './run-probe.ts';
import type { ProbeResult } from './run-probes.ts';
import type { Column } from './put-in-place.ts';

/** The table that people read: ways out down, walls across, then a line of sums. */
export function formatProbes({ node, probes }: { node: string; probes: readonly ProbeResult[] }): string {
  const columns = Object.keys(probes[0]?.results ?? {}) as Column[];
  const head = [`way out (Node ${node})`, ...columns];
  const rows = probes.map(({ name, runs }) => [
    name,
    ...columns.map((column) => cell(runs[column].outcome, runs[column].ms)),
  ]);
  const sums = ['leaks / refused / hangs', ...columns.map((column) => sum(probes, column))];
  const widths = head.map((_, at) => Math.max(...[head, ...rows, sums].map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((text, at) => text.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [line(head), rule, ...rows.map(line), rule, line(sums), ...slowest(probes), ''].join('\n');
}

/** From the row in the ledger to the client's own error. */
function slowest(probes: readonly ProbeResult[]): string[] {
  const known = probes.flatMap(({ name, runs: { ours } }) =>
    ours?.outcome === 'refused' && ours.refusalMs !== null ? [{ name, ms: ours.refusalMs }] : [],
  );
  const last = known.toSorted((a, b) => b.ms - a.ms)[0];
  return last === undefined ? [] : [`slowest refusal: ${last.ms} ms, ${last.name}`];
}

function cell(outcome: ProbeOutcome, ms: number): string {
  return outcome.startsWith('not') ? outcome : `${outcome} ${ms} ms`;
}

function sum(probes: readonly ProbeResult[], column: Column): string {
  const count = (outcome: ProbeOutcome) => probes.filter(({ results }) => results[column] === outcome).length;
  return [count('leak'), count('refused') + count('answered'), count('hang')].join(' / ');
}
