import { startTap } from '@agent-replay/cassette';
import { type Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { sharedStore } from '../store/shared-store.ts';
import type { ExecuteOptions } from './define-agent.ts';
import type { Place } from './perform.ts';

const configs = new Map<string, Promise<Config>>();
let open = 0;
let stopTap: (() => Promise<void>) | null = null;

/** Production: the working directory, the config's store, and a tap on the process's HTTP. */
export async function livePlace(options: ExecuteOptions): Promise<Place> {
  const workspace = options.workspace ?? process.cwd();
  const config = options.config ?? (await configOf(process.cwd()));
  const store = await sharedStore(options.store ?? config.store, config, 'spool');
  open += 1;
  stopTap ??= startTap(undefined, { allow: config.allow, effects: config.effects });
  let isFinished = false;
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
      if (isFinished) return null;
      isFinished = true;
      open -= 1;
      if (open > 0) return null;
      const stop = stopTap;
      stopTap = null;
      await stop?.();
      return null;
    },
    async done({ run }) {
      if (config.onFailure !== 'freeze' || run.status !== 'failed') return;
      const { freezeAtClose } = await import('../freeze/freeze-at-close.ts');
      await freezeAtClose(store, run.run_id, config);
    },
  };
}

/** The config is read once for a process and folder: production code is no place to wait for a disk. */
function configOf(folder: string): Promise<Config> {
  let config = configs.get(folder);
  if (config === undefined) {
    config = loadConfig(folder);
    configs.set(folder, config);
  }
  return config;
}
