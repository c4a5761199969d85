import { AgentReplayError, type BlockedOperation } from '@agent-replay/contracts';
import { NO_BLOBS } from './http/blobs.ts';
import { hub, type Session } from './session.ts';

/**
 * Ends a session. Calls that code of its tape still makes, from a timer that nobody awaited, say, are
 * refused as late and are kept with it: never answered by, recorded to or blamed on another tape.
 *
 * @param isLive its calls went out: its tools still run, as long as no other tape is open
 * @returns the late calls, as they come
 */
export function closeSession(session: Session, isLive = false): readonly BlockedOperation[] {
  const late: BlockedOperation[] = [];
  const refuseLate = (operation: string, target: string): Error => {
    late.push({ code: 'CASSETTE_CLOSED', operation, target, call_site: null });
    return lateError(target);
  };
  // Every member anew, so that what is left of a session does not hold its tape.
  Object.assign(session, {
    refuseLate,
    askTool: ({ kind, name }) =>
      isLive && hub().reserved === 0
        ? { kind: 'run' }
        : { kind: 'refusal', error: refuseLate(kind, `${name}(…)`) },
    keep: () => undefined,
    block: (operation) => void late.push({ ...operation, code: 'CASSETTE_CLOSED' }),
    http: {
      ask: ({ method, url }) => ({ kind: 'refusal', error: refuseLate('http', `${method} ${url}`) }),
      isAllowed: () => false,
      refuseUnread: ({ method, url }) => refuseLate('http', `${method} ${url}`),
      letsOut: () => false,
      observe: () => undefined,
      blobs: NO_BLOBS,
      speed: 0,
    },
  } satisfies Partial<Session>);
  hub().closed.set(session.id, new WeakRef(session));
  forgotten.register(session, session.id);
  return late;
}

const forgotten = new FinalizationRegistry<string>((id) => void hub().closed.delete(id));

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
