import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as wait } from 'node:timers/promises';
import type { EffectRule } from '../effects/effect-rule.ts';
import { isTelemetry } from '../effects/telemetry.ts';
import { INTERACTION_CHANNEL, type PublishedInteraction } from '../interaction-channel.ts';
import { currentSession } from '../session.ts';
import { tapFetch } from './tap-fetch.ts';
import { tapHttp } from './tap-http.ts';
import { tapSideChannels } from './tap-side-channels.ts';
import { tapUndici } from './tap-undici.ts';
import { tapWebSockets } from '../websocket/tap-websockets.ts';

/**
 * Observes the HTTP and the WebSocket sessions of a live process: nothing is intercepted, nothing is slowed down but by the
 * copying of bodies. Each completed call is published on the channel and given to `onCall`.
 *
 * @param options.allow rules of the config: what a replay may reach as well needs no recording
 * @param options.effects rules of the config: what they call telemetry is no part of a recording
 * @returns stops observing; resolves when the calls under way have been published, or two seconds later:
 *   of one that hangs is kept what has come, as cut off
 */
export function startTap(
  onCall?: (published: PublishedInteraction) => void,
  { allow = [], effects = [] }: { allow?: readonly string[]; effects?: readonly EffectRule[] } = {},
): () => Promise<void> {
  const pending = new Map<Promise<unknown>, (() => void) | undefined>();
  const track = (work: Promise<unknown>, giveUp?: () => void) => {
    pending.set(work, giveUp);
    void work.finally(() => pending.delete(work));
  };
  const interactions = channel(INTERACTION_CHANNEL);
  const publish = (published: PublishedInteraction) => {
    const { interaction } = published;
    if (interaction.kind === 'http' && isTelemetry(interaction.request, effects)) return;
    onCall?.(published);
    if (interactions.hasSubscribers) interactions.publish(published);
  };
  const isSilent = () => onCall === undefined && currentSession() !== undefined;
  const undo = [
    ...[tapFetch, tapHttp, tapUndici, tapWebSockets].map((tap) => tap({ publish, track, isSilent })),
    tapSideChannels(allow),
    tellObserved(),
  ];
  return async () => {
    for (const step of undo.splice(0).toReversed()) step();
    if (pending.size === 0) return;
    const stop = new AbortController();
    const grace = wait(GRACE_MS, undefined, { signal: stop.signal }).catch(() => undefined);
    await Promise.race([settled(), grace]);
    stop.abort();
    for (const giveUp of pending.values()) giveUp?.();
  };

  async function settled(): Promise<void> {
    // One step of a call begins with another.
    while (pending.size > 0) await Promise.allSettled(pending.keys());
  }
}

const GRACE_MS = 2000;

/** Lets who keeps runs know that calls are observed: what is not is no complete capture. */
function tellObserved(): () => void {
  const observer = (): void => undefined;
  subscribe(OBSERVED_CHANNEL, observer);
  return () => void unsubscribe(OBSERVED_CHANNEL, observer);
}

const OBSERVED_CHANNEL = 'agent-replay:observed';
