import type { AsyncLocalStorage } from 'node:async_hooks';
import { channel, subscribe } from 'node:diagnostics_channel';
import { currentRuns, stateOf } from './run.ts';

/** Has a subscriber while @agent-replay/cassette observes the HTTP of the process. */
const OBSERVED = channel('agent-replay:observed');

/**
 * Names in a live run's manifest the hosts of calls that nobody observed, since only the store is used and nothing
 * that records HTTP: without them a capture would look complete. Node's clients say themselves when they ask.
 */
export function noteUnobservedCalls(): void {
  subscribe('undici:request:create', (message) => {
    const { request } = message as { request?: { origin?: unknown } };
    note(() => new URL(String(request?.origin)).host);
  });
  subscribe('http.client.request.start', (message) => {
    const { request } = message as { request?: { getHeader?: (name: string) => unknown; host?: unknown } };
    note(() => String(request?.getHeader?.('host') ?? request?.host));
  });
}

function note(hostOf: () => string): void {
  if (OBSERVED.hasSubscribers || isWithinTool()) return;
  const runs = currentRuns().filter(({ isClosed, record }) => !isClosed && record.run_type === 'live');
  if (runs.length === 0) return;
  let host = 'unknown';
  try {
    host = hostOf();
  } catch {
    // A client's own message of another form: that a call was made is what counts.
  }
  for (const run of runs) stateOf(run).sideChannels.note({ channel: `http:${host}` });
}

/** What a recorded tool does is part of its answer; where @agent-replay/cassette keeps whose call is under way. */
function isWithinTool(): boolean {
  const { [CALLS]: calls } = globalThis as { [CALLS]?: { context: AsyncLocalStorage<string> } };
  return calls?.context.getStore() !== undefined;
}

const CALLS = Symbol.for('agent-replay.calls');
