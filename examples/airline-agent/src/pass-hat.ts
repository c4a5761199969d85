/**
 * pass^k: the chance that k trials of one task all pass, averaged over the tasks (arXiv:2406.12045).
 * Every task must have the same number of trials.
 */
export function passHat(k: number, runs: readonly { task_id: number; passed: boolean }[]): number {
  const tasks = [...Map.groupBy(runs, ({ task_id }) => task_id).values()];
  const chances = tasks.map((trials) => {
    const passed = trials.filter((run) => run.passed).length;
    return choose(passed, k) / choose(trials.length, k);
  });
  return chances.reduce((sum, chance) => sum + chance, 0) / tasks.length;
}

function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 0; i < k; i += 1) ways *= (n - i) / (i + 1);
  return ways;
}
