import { keepInPlace as keepHooked } from '@agent-replay/cassette';
import { codeVersion } from '@agent-replay/runs';
import { keepPatched } from '../clock/determinism.ts';
import type { Config } from '../config/config.ts';
import { sharedStore } from '../store/shared-store.ts';
import { keepCaught } from './catch-end.ts';
import { keepLateErrors } from './late-errors.ts';

/**
 * Keeps what replays put in place from one fixture to the next, and writes their records together: for
 * whoever replays many in one process. What one fixture sets, its tape, time, chance and workspace, is
 * taken away after it all the same.
 *
 * @param realm the globals of the realm that the agents' code runs in
 * @returns writes what is gathered and takes it all away
 */
export async function keepInPlace(
  config: Config,
  realm: typeof globalThis = globalThis,
): Promise<() => Promise<void>> {
  // The first replay asks, and git has answered by then.
  void codeVersion(config.root);
  const { journal } = await sharedStore(config.store, config);
  const unhook = keepHooked();
  const unpatch = keepPatched(realm);
  keepLateErrors();
  const letCaught = keepCaught(realm);
  const write = journal.gather();
  return async () => {
    letCaught();
    unpatch();
    await unhook();
    await write();
  };
}
