import { thrownMessage } from '@agent-replay/contracts';
import type { Store } from '@agent-replay/runs';
import type { Config } from '../config/config.ts';
import { freeze } from './freeze.ts';

/** Freezes a run that has just failed; production must not fail because its fixture could not be made. */
export async function freezeAtClose(store: Store, runId: string, config: Config): Promise<void> {
  try {
    await freeze(store, runId, { config });
  } catch (error) {
    process.emitWarning(thrownMessage(error), {
      type: 'AgentReplayWarning',
      code: 'FREEZE_REFUSED',
    });
  }
}
