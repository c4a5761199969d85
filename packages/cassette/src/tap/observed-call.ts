import { AsyncLocalStorage } from 'node:async_hooks';
import type { HttpRequest, HttpResponse, RecordedError } from '@agent-replay/contracts';
import { toHttpInteraction } from '../import/http-interaction.ts';
import type { PublishedInteraction } from '../interaction-channel.ts';
import { withinCall } from '../running-call.ts';
import { keepOpen } from './open-calls.ts';

/** What a tap needs of whoever started it. */
export interface TapOptions {
  publish: (published: PublishedInteraction) => void;
  /** True while an open tape publishes what goes through it itself. */
  isSilent: () => boolean;
  /**
   * Keeps `stop` waiting until this is settled, but not for long.
   *
   * @param giveUp publishes what there is so far
   */
  track: (work: Promise<unknown>, giveUp?: () => void) => void;
}

/** A call from its start to its end, published once, in the async context in which it began. */
export interface ObservedCall {
  /** @param cutBy what the body was cut off by, when it was */
  responded: (request: HttpRequest, response: HttpResponse, cutBy?: RecordedError) => void;
  failed: (request: HttpRequest, error: RecordedError) => void;
  /** Says what there is so far, when the run ends that waits for it; the tap gives it. */
  giveUp: (error: RecordedError) => void;
}

/** Starts to observe a call. */
export function observeCall({ publish, isSilent }: TapOptions): ObservedCall {
  const nothing = (): void => undefined;
  if (isSilent()) return { responded: nothing, failed: nothing, giveUp: nothing };
  const inCallersContext = AsyncLocalStorage.snapshot();
  const started = performance.now();
  const place = withinCall();
  let done = false;
  const finish = (request: HttpRequest, outcome: { response?: HttpResponse; error?: RecordedError }) => {
    if (done) return;
    done = true;
    forget();
    const timing = { started_ms: Math.round(started), duration_ms: Math.round(performance.now() - started) };
    const { response: _, ...call } = toHttpInteraction(request, { status: 200, headers: [] }, timing);
    const { timing: when, ...rest } = call;
    const interaction = {
      id: '',
      ...place,
      ...rest,
      ...outcome,
      ...(when !== undefined && { timing: when }),
    };
    inCallersContext(() => publish({ interaction, source: 'live' }));
  };
  const call: ObservedCall = {
    responded: (request, response, cutBy) =>
      finish(request, { response, ...(cutBy !== undefined && { error: { ...cutBy, phase: 'body' } }) }),
    failed: (request, error) => finish(request, { error }),
    giveUp: nothing,
  };
  const forget = keepOpen({ inCallersContext, giveUp: (error) => call.giveUp(error) });
  return call;
}
