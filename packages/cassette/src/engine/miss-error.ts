import { AgentReplayError, type Miss } from '@agent-replay/contracts';

/** What a call gets that no recording answers. */
export function missError(miss: Miss): Error {
  const error = new AgentReplayError('MISS', miss.message, { details: { miss } });
  // Interceptors pass on only errors that look like a socket's; without `errno` the client sees a status 500.
  return Object.assign(error, { errno: -1 });
}
