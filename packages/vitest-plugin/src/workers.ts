import { availableParallelism } from 'node:os';

/** What Vitest's `maxWorkers` may be: a number, its digits, or a share of the machine such as `50%`. */
export type MaxWorkers = number | string | undefined;

/**
 * How many modules run at once: the first of these settings that says a number, else as many as Vitest takes by
 * itself. Vitest 4 reads the settings only later.
 */
export function workersOf(...settings: readonly MaxWorkers[]): number {
  const machine = availableParallelism();
  const said = settings.map((setting) => countOf(setting, machine)).find((count) => count > 0);
  return said ?? Math.max(1, machine - 1);
}

/** NaN where none is told. */
function countOf(setting: MaxWorkers, machine: number): number {
  const text = String(setting).trim();
  const share = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1];
  const count = share === undefined ? Math.floor(Number(text)) : Math.round((Number(share) / 100) * machine);
  if (!Number.isFinite(count)) return Number.NaN;
  return share === undefined ? count : Math.max(1, Math.min(machine, count));
}
