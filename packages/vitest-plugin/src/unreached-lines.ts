import type { TestModule, TestProject } from 'vitest/node';
import { testsOf } from './open-rows.ts';

/**
 * Says how many fixtures stood in line for a worker that died, and what lets them run. Vitest has them as
 * pending, as it has the `unsent` ones of which the dead worker's journal tells.
 */
export function unreachedLines(
  modules: readonly TestModule[],
  project: TestProject,
  unsent: number,
): string[] {
  if (unsent === 0) return [];
  const pending = testsOf(modules, project)
    .filter((test) => test.result().state === 'pending')
    // What a fixture came to may arrive before its test is said to have ended.
    .filter((test) => test.meta().agentReplay === undefined);
  const count = pending.length - unsent;
  if (count <= 0) return [];
  return [
    `  not run   ${count} ${count === 1 ? 'fixture' : 'fixtures'} after it in the same worker`,
    '  fix       isolate: true in agent-replay.config.* gives each fixture a worker of its own',
  ];
}
