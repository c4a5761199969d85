import type { Comparison } from './compare-tool-calls.ts';
import { isRewarded, nameOf, RENAMED, type Trajectory } from './import-tau-bench.ts';
import { passHat } from './pass-hat.ts';

/** What the validator says of one run. */
export interface RunVerdict {
  task_id: number;
  trial: number;
  status: string;
  failure_class: string | null;
  fingerprint: string | null;
  reason: string | null;
}

/** Prints how the verdicts compare with the benchmark's rewards. */
export function printVerdicts(
  trajectories: readonly Trajectory[],
  verdicts: readonly RunVerdict[],
  tools: Comparison,
): void {
  const print = (line = ''): void => console.log(line);
  print(`${tools.equal} of ${tools.calls} tool calls answer as recorded`);
  print(`  ${tools.mapped} ${RENAMED.tool}: /address/${RENAMED.from} is now /address/${RENAMED.to}, mapped`);
  for (const { run, call, recorded, now } of tools.different.slice(0, 5))
    print(`  ${run} ${call}\n    recorded  ${recorded}\n    now       ${now}`);
  const pairs = verdicts.map((verdict, index) => {
    const trajectory = trajectories[index] as Trajectory;
    const rewarded = isRewarded({ reward: trajectory.reward ?? 0 });
    return { verdict, trajectory, passed: verdict.status === 'passed', rewarded };
  });
  const unrewarded = trajectories.filter(({ reward }) => reward === undefined || reward === null).length;
  if (unrewarded > 0) print(`${unrewarded} runs have no reward: they count as not rewarded`);
  const wrong = pairs.filter(({ passed, rewarded }) => passed !== rewarded);
  const falsePasses = wrong.filter(({ passed }) => passed).length;
  print(
    `${pairs.length - wrong.length} of ${pairs.length} verdicts agree with the reward: ${falsePasses} false passes, ${wrong.length - falsePasses} false failures`,
  );
  for (const { verdict } of wrong) print(`  ${nameOf(verdict)}: ${verdict.reason ?? verdict.status}`);
  const byTask = Map.groupBy(verdicts, ({ task_id }) => task_id);
  const trials = Math.min(...[...byTask.values()].map((runs) => runs.length));
  for (let k = 1; k <= trials; k += 1) {
    const ours = passHat(
      k,
      pairs.map(({ passed, trajectory }) => ({ task_id: trajectory.task_id, passed })),
    );
    const theirs = passHat(
      k,
      pairs.map(({ rewarded, trajectory }) => ({ task_id: trajectory.task_id, passed: rewarded })),
    );
    print(`pass^${k}  ${ours.toFixed(3)} by the verdicts, ${theirs.toFixed(3)} by the rewards`);
  }
  print();
  const failed = verdicts.filter(({ status }) => status !== 'passed');
  const classes = Map.groupBy(
    failed,
    ({ failure_class: name, fingerprint }) => `${name ?? ''}  ${fingerprint ?? ''}`,
  );
  for (const [name, runs] of [...classes].toSorted(([, a], [, b]) => b.length - a.length))
    print(`${String(runs.length).padStart(4)}  ${name}`);
}
