import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';

/** Programs that this process has started and that run still: another one may end where an agent's begins. */
const programs = new Set<ChildProcess>();
subscribe('child_process', (message) => {
  running();
  programs.add((message as { process: ChildProcess }).process);
});

/** The programs that this process has started and that run still. */
export function running(): ChildProcess[] {
  for (const each of programs) if (each.exitCode !== null || each.signalCode !== null) programs.delete(each);
  return [...programs].filter(({ pid }) => pid !== undefined);
}

/** How many requests and handles of each kind keep this process going, those left out that are named. */
export function underWay(leftOut: ReadonlySet<string>): Map<string, number> {
  const found = new Map<string, number>();
  for (const name of process.getActiveResourcesInfo()) {
    if (!leftOut.has(name)) found.set(name, (found.get(name) ?? 0) + 1);
  }
  return found;
}
