import { AsyncLocalStorage } from 'node:async_hooks';
import type { HttpRequest, HttpResponse, Interaction, RecordedError } from '@agent-replay/contracts';
import { toHttpInteraction } from '../import/http-interaction.ts';
import type { PublishedInteraction } from '../interaction-channel.ts';
import { timingSince } from '../timing-since.ts';
import { withinCall } from '../running-call.ts';
import { endCall, openCall } from '../open-calls.ts';

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
  /** The head of the answer is there. */
  answered: () => void;
  /** @param cutBy what the body was cut off by, when it was */
  responded: (request: HttpRequest, response: HttpResponse, cutBy?: RecordedError) => void;
  failed: (request: HttpRequest, error: RecordedError) => void;
  /** What there is so far, for a run that ends before it; undefined until it has asked. The tap gives it. */
  soFar: () => { request: HttpRequest; response?: HttpResponse } | undefined;
}

/** Starts to observe a call. */
export function observeCall({ publish, isSilent }: TapOptions): ObservedCall {
  const nothing = (): undefined => undefined;
  if (isSilent()) return { answered: nothing, responded: nothing, failed: nothing, soFar: nothing };
  const inCallersContext = AsyncLocalStorage.snapshot();
  const started = performance.now();
  const place = withinCall();
  let headAt: number | undefined;
  let done = false;
  const interactionOf = (
    request: HttpRequest,
    outcome: { response?: HttpResponse; error?: RecordedError },
  ): Interaction => {
    const { response } = outcome;
    const answer = response === undefined || headAt === undefined ? undefined : { headAt, response };
    const timing = timingSince(started, answer);
    const { response: _, ...call } = toHttpInteraction(request, { status: 200, headers: [] }, timing);
    const { timing: when, ...rest } = call;
    return { id: '', ...place, ...rest, ...outcome, ...(when !== undefined && { timing: when }) };
  };
  const finish: (...outcome: Parameters<typeof interactionOf>) => void = (request, outcome) => {
    if (done) return;
    done = true;
    const interaction = interactionOf(request, outcome);
    const kept = endCall(open);
    inCallersContext(() => publish({ interaction, source: 'live', ...kept }));
  };
  const call: ObservedCall = {
    answered: () => void (headAt ??= performance.now()),
    responded: (request, response, cutBy) =>
      finish(request, { response, ...(cutBy !== undefined && { error: { ...cutBy, phase: 'body' } }) }),
    failed: (request, error) => finish(request, { error }),
    soFar: nothing,
  };
  const open = openCall((error) => {
    const known = call.soFar();
    if (known === undefined) return undefined;
    const { request, response } = known;
    return interactionOf(
      request,
      response === undefined ? { error } : { response, error: { ...error, phase: 'body' } },
    );
  });
  return call;
}
