import { sharedStore } from '../store/shared-store.ts';
import type { ExecuteOptions } from './agent.ts';
import { configOf, holdTap } from './live-tap.ts';
import type { Place } from './place.ts';

/** Production: the working directory, the config's store, and a tap on the process's HTTP. */
export async function livePlace(options: ExecuteOptions): Promise<Place> {
  const workspace = options.workspace ?? process.cwd();
  const config = options.config ?? (await configOf(process.cwd()));
  const store = await sharedStore(options.store ?? config.store, config, 'spool');
  const letGo = holdTap(config);
  return {
    store,
    fixture_id: null,
    workspace,
    openWorkspace: () => undefined,
    isWorkspaceOpen: () => true,
    validators: config.validators,
    predicates: config.predicates,
    tape: null,
    async finish() {
      await letGo();
      return null;
    },
    async done({ run }) {
      if (config.onFailure !== 'freeze' || run.status !== 'failed') return;
      const { freezeAtClose } = await import('../freeze/freeze-at-close.ts');
      await freezeAtClose(store, run.run_id, config);
    },
  };
}
