import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MonitorArtifact } from '@agent-replay/contracts';
import type { Project } from './project.ts';

/** The monitor artifact that a run left. */
export function monitorOf({ dir }: Project): MonitorArtifact {
  return MonitorArtifact.parse(JSON.parse(readFileSync(join(dir, '.agent-replay/monitor.json'), 'utf8')));
}

/** State and reason code of each fixture in the monitor artifact. */
export function statesOf(project: Project): Record<string, string> {
  return Object.fromEntries(
    monitorOf(project).fixtures.map(({ suite, fixture_id: id, state, reason }) => [
      `${suite}/${id}`,
      [state, ...(reason?.split(':', 1) ?? [])].join(' '),
    ]),
  );
}
