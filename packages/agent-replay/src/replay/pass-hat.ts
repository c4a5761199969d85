/**
 * pass^k for k = 1 … `runs`: how likely `k` replays of one fixture all pass, estimated without bias from
 * the `passed` of `runs` that did, C(passed, k) / C(runs, k) (τ-bench, arXiv:2406.12045). The first is the pass rate.
 */
export function passHat(runs: number, passed: number): number[] {
  const estimates: number[] = [];
  let estimate = 1;
  for (let k = 0; k < runs; k += 1) {
    estimate *= Math.max(0, passed - k) / (runs - k);
    estimates.push(estimate);
  }
  return estimates;
}
