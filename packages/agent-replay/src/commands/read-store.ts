import type { Store } from '@agent-replay/runs';
import type { Config } from '../config/config.ts';
import type { Output } from '../output/output.ts';
import { sharedStore } from '../store/shared-store.ts';

/** The project's store, for a command that tells what is in it: of what waits in its spool it says that it cannot. */
export async function readStore(config: Config, out: Output): Promise<Store> {
  const store = await sharedStore(config.store, config);
  const { entries } = store.backlog();
  if (entries > 0)
    out.note(
      `${entries} changes to ${store.url} wait in its spool and are not among these; see: agent-replay doctor`,
    );
  return store;
}
