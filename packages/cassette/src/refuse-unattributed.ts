import { AgentReplayError } from '@agent-replay/contracts';
import { hub } from './session.ts';

/** Refuses a call of which nobody can say whose it is, and tells every tape. */
export function refuseUnattributed(target: string): Error {
  for (const session of hub().scoped()) {
    session.block({ code: 'ERR_REPLAY_BLOCKED', operation: 'http', target, call_site: null });
  }
  const error = new AgentReplayError(
    'BLOCKED',
    `Failed to replay "${target}": several cassettes are open, and it cannot be told which one it belongs to.`,
    {
      lines: [
        ['cause', 'it was made outside of cassette.run(), or by a client that cannot be tagged'],
        ['fix', 'make it within cassette.run(), or open one cassette at a time'],
      ],
    },
  );
  return Object.assign(error, { errno: -1 });
}
