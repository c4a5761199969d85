import { dirname } from 'node:path';
import type { Mode } from '@agent-replay/contracts';
import type { Workspace } from '../workspace/temporary-workspace.ts';

interface Guard {
  adopt?: (policy: object) => () => void;
}

/** Gives the guard of this process, when there is one, the policy of a fixture; returns the way back. */
export function adoptPolicy(options: {
  mode: Mode;
  allow: readonly string[];
  store: string;
  workspace: Workspace;
}): () => void {
  const guard = Reflect.get(globalThis, Symbol.for('agent-replay.guard')) as Guard | undefined;
  const { mode, allow, store, workspace } = options;
  const own = store.includes('://') ? [] : [`fs:${dirname(store)}`];
  const policy = {
    mode,
    allow: [...allow, ...own],
    ledger: workspace.ledger,
    workspace: workspace.folder,
    exit: false,
  };
  return guard?.adopt?.(policy) ?? (() => undefined);
}
