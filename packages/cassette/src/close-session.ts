import { AgentReplayError, type BlockedOperation } from '@agent-replay/contracts';
import type { EffectRule } from './effects/effect-rule.ts';
import { acknowledgment, isTelemetry } from './effects/telemetry.ts';
import { NO_BLOBS } from './http/blobs.ts';
import type { HttpAnswer } from './interceptors/http-tape.ts';
import { hub, type Place, type SessionState } from './session.ts';
import { append } from './tally.ts';

/**
 * Ends a session. Calls that code of its tape still makes, from a timer that nobody awaited, say, are
 * refused as late and are kept with it: never answered by, recorded to or blamed on another tape.
 *
 * @param isLive its calls went out: its tools still run, as long as no other tape is open
 * @param effects what reports on the agent is not late: it has no place in a run
 * @returns the late calls, as they come
 */
export function closeSession(
  place: Place,
  { isLive = false, effects = [] }: { isLive?: boolean; effects?: readonly EffectRule[] | undefined } = {},
): readonly BlockedOperation[] {
  const late: BlockedOperation[] = [];
  place.become(lateState({ isLive, effects, keep: (operation) => append(late, operation) }));
  return late;
}

/** What a session without a tape does, with every member anew, so that what is left of one does not hold its tape. */
export function lateState({
  isLive = false,
  effects = [],
  keep = () => {},
}: {
  isLive?: boolean;
  effects?: readonly EffectRule[] | undefined;
  /** Takes a call that was refused. */
  keep?: (operation: BlockedOperation) => void;
}): Omit<SessionState, 'isRecorded'> {
  const refuseLate = (operation: string, target: string): Error => {
    keep({ code: 'CASSETTE_CLOSED', operation, target, call_site: null });
    return lateError(target);
  };
  return {
    refuseLate,
    askTool: ({ kind, name }) =>
      isLive && !hub().isReserved()
        ? { kind: 'run' }
        : { kind: 'refusal', error: refuseLate(kind, `${name}(…)`) },
    keep: () => undefined,
    block: (operation) => keep({ ...operation, code: 'CASSETTE_CLOSED' }),
    http: {
      ask: (request): HttpAnswer =>
        isTelemetry(request, effects)
          ? { kind: 'response', response: acknowledgment(request), cutBy: undefined }
          : { kind: 'refusal', error: refuseLate('http', `${request.method} ${request.url}`) },
      isAllowed: () => false,
      refuseUnread: (head) =>
        isTelemetry(head, effects) ? null : refuseLate('http', `${head.method} ${head.url}`),
      unended: new Set(),
      letsOut: () => false,
      observe: () => undefined,
      blobs: NO_BLOBS,
      speed: 0,
    },
  };
}

function lateError(target: string): Error {
  const error = new AgentReplayError(
    'CASSETTE_CLOSED',
    `Failed to replay "${target}": the cassette of the code that calls is closed.`,
    {
      lines: [
        ['cause', 'the call was made after the end, by a timer or a promise that nobody awaited'],
        ['fix', 'await it, or clear the timer, before the cassette is closed'],
      ],
    },
  );
  // Interceptors pass on only errors that look like a socket's.
  return Object.assign(error, { errno: -1 });
}
