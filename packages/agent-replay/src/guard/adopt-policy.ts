import type { Mode } from '@agent-replay/contracts';
import { control } from './control.ts';
import { endRunnerPermits } from './runner-permit.ts';
import type { Workspace } from '../workspace/temporary-workspace.ts';

/** Gives the guard of this process, when there is one, the policy of a fixture; returns the way back. */
export function adoptPolicy(options: {
  mode: Mode;
  allow: readonly string[];
  workspace: Workspace;
  protect: readonly string[];
}): () => void {
  const { mode, allow, workspace, protect } = options;
  endRunnerPermits();
  const end = control.adopt({
    mode: mode === 'record' ? 'off' : mode,
    allow,
    ledger: workspace.ledger,
    workspace: workspace.folder,
    protect: mode === 'record' ? [] : protect,
    exit: false,
    netns: control.policy?.netns ?? false,
  });
  return () => {
    if (control.hasRows()) workspace.noted();
    end();
  };
}
