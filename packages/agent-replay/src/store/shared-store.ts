import { type Capture, openStore, type Store } from '@agent-replay/runs';
import { storeFiles } from '../guard/own-files.ts';
import { permitted } from '../guard/permitted.ts';
import type { Config } from '../config/config.ts';

const open = new Map<string, Promise<Store>>();

/**
 * A store by its path or URL, opened once for this process; a store that is given is returned.
 *
 * @param whenAway `spool` for production, where an agent goes on when its store cannot be opened
 */
export function sharedStore(
  store: Store | string,
  config: Pick<Config, 'redact' | 'capture'>,
  whenAway: 'throw' | 'spool' = 'throw',
): Promise<Store> {
  if (typeof store !== 'string') return Promise.resolve(store);
  const known = open.get(store);
  if (known !== undefined) return known;
  const opening = openStore(store, {
    redact: config.redact,
    whenAway,
    // The guard keeps the file from the agent.
    opening: (work) =>
      permitted(
        storeFiles(store).map((file) => `own:${file}`),
        work,
      ),
    ...(config.capture !== undefined && { capture: config.capture as Capture }),
  });
  open.set(store, opening);
  opening.catch(() => open.delete(store));
  return opening;
}

/**
 * Closes every store that was opened by its path.
 *
 * @throws {AgentReplayError} the first one's `STORE_UNAVAILABLE`, when no place takes what is queued; all are closed then
 */
export async function closeSharedStores(): Promise<void> {
  const all = [...open.values()];
  open.clear();
  const closed = await Promise.allSettled(all.map(async (store) => (await store.catch(() => null))?.close()));
  for (const each of closed) if (each.status === 'rejected') throw each.reason;
}
