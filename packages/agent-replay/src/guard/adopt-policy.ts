import type { Mode } from '@agent-replay/contracts';
import { storeRules } from './store-rules.ts';
import type { Workspace } from '../workspace/temporary-workspace.ts';

interface Guard {
  policy: { netns: boolean };
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
  const policy = {
    mode,
    allow: [...allow, ...storeRules(store)],
    ledger: workspace.ledger,
    workspace: workspace.folder,
    exit: false,
    netns: guard?.policy.netns ?? false,
  };
  return guard?.adopt?.(policy) ?? (() => undefined);
}
