import { AgentReplayError } from '@agent-replay/contracts';
import type { Store } from './open-store.ts';

/** @throws {AgentReplayError} `OPTION_INVALID` for what `openStore` did not return, as it may come from plain JavaScript */
export function assertStore(given: Store): void {
  if (typeof given === 'object' && given !== null && 'journal' in given && 'driver' in given) return;
  throw new AgentReplayError(
    'OPTION_INVALID',
    'Failed to use the store: this is none that openStore() returned.',
    {
      lines: [
        ['received', given === null ? 'null' : typeof given],
        ['fix', 'pass what `await openStore(path)` returned'],
      ],
    },
  );
}
