import { startTap } from '@agent-replay/cassette';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';

const configs = new Map<string, Promise<Config>>();
let open = 0;
let stopTap: (() => Promise<void>) | null = null;

/**
 * Has the HTTP of the process observed for as long as one run holds on to it.
 *
 * @returns lets go, once; resolves when the calls under way have been published, where nobody else holds on
 */
export function holdTap({ allow, effects }: Pick<Config, 'allow' | 'effects'>): () => Promise<void> {
  open += 1;
  stopTap ??= startTap(undefined, { allow, effects });
  let isHeld = true;
  return async () => {
    if (!isHeld) return;
    isHeld = false;
    open -= 1;
    if (open > 0) return;
    const stop = stopTap;
    stopTap = null;
    await stop?.();
  };
}

/** The config is read once for a process and folder: production code is no place to wait for a disk. One that cannot be read is read again. */
export function configOf(folder: string): Promise<Config> {
  let config = configs.get(folder);
  if (config === undefined) {
    config = loadConfig(folder);
    configs.set(folder, config);
    config.catch(() => configs.delete(folder));
  }
  return config;
}
