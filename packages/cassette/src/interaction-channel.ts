import { AsyncResource } from 'node:async_hooks';
import { channel } from 'node:diagnostics_channel';
import type { Interaction } from '@agent-replay/contracts';

/**
 * One completed call, as it is published; `id` is for whoever keeps it to give: empty, or, where other calls may
 * say `within` of it, unique.
 */
export interface PublishedInteraction {
  interaction: Interaction;
  /** Answered from a tape, or by the world. */
  source: 'tape' | 'live';
  /** The runs that ended before this call, and have kept it as it was then. */
  keptBy?: ReadonlySet<object>;
}

/** Every completed call of the process; subscribe with `node:diagnostics_channel`. */
export const INTERACTION_CHANNEL = 'agent-replay:interaction';

/** For who publishes in the async context of the call itself. */
export const interactions = channel(INTERACTION_CHANNEL);

/** Publishes later, in the async context in which this was called: subscribers know whose call it was. */
export function createPublisher(): (published: PublishedInteraction) => void {
  if (!interactions.hasSubscribers) return (published) => interactions.publish(published);
  // `AsyncLocalStorage.snapshot()` is the same at several times the cost, which each call would pay.
  const caller = new AsyncResource('agent-replay:call');
  return (published) => caller.runInAsyncScope(() => interactions.publish(published));
}
