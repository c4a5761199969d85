import { AgentReplayError, type HttpResponse } from '@agent-replay/contracts';
import { restoreHeads } from '../http/restore-heads.ts';
import type { WireResponse } from '../http/wire-response.ts';
import { refuseUnattributed } from '../refuse-unattributed.ts';
import { currentSession, hub, type Session, taggedSession } from '../session.ts';
import { shimFetch } from './fetch-shim.ts';
import { openGate } from './gate.ts';
import { shimHttp } from './http-shim.ts';
import { coolPools } from './cool-pools.ts';
import { interceptWithMsw } from './msw.ts';
import { interceptWithNock } from './nock.ts';
import { toPlainRequest } from './plain-request.ts';
import { socketAnswer } from './socket-answer.ts';
import { REQUEST_TAG, tagRequests } from './tag-requests.ts';

/** Which library stands below the clients. */
export type InterceptorName = 'msw' | 'nock';

interface Installed {
  name: InterceptorName;
  users: number;
  undo: Promise<() => void>;
}

let installed: Installed | undefined;

/**
 * Puts the tapes of the process below its HTTP clients; the first that asks installs it, the last that
 * leaves takes it away. What a user had put there before, msw handlers, nock interceptors or a `fetch`
 * of their own, is asked first.
 *
 * @returns leaves; resolves when everything is as it was
 * @throws {AgentReplayError} `CASSETTE_BUSY` while another tape uses the other library.
 */
export async function interceptHttp(name: InterceptorName): Promise<() => Promise<void>> {
  const current = (installed ??= { name, users: 0, undo: install(name) });
  if (current.name !== name) {
    throw new AgentReplayError(
      'CASSETTE_BUSY',
      `Failed to use the interceptor "${name}": another cassette is open with "${current.name}".`,
      { lines: [['fix', 'use one interceptor for all cassettes that are open at once']] },
    );
  }
  current.users += 1;
  const leave = async () => {
    current.users -= 1;
    if (current.users > 0) return;
    installed = undefined;
    (await current.undo)();
  };
  await current.undo.catch(async (error: unknown) => {
    current.users = 0;
    installed = undefined;
    throw error;
  });
  return leave;
}

async function install(name: InterceptorName): Promise<() => void> {
  const undo: (() => void)[] = [];
  const undoAll = () => {
    for (const step of undo.splice(0).toReversed()) step();
  };
  const answers = new Map<string, HttpResponse>();
  let answered = 0;
  const nameAnswer = (recorded: HttpResponse): string => {
    answered += 1;
    answers.set(String(answered), recorded);
    return String(answered);
  };
  const answer = async (request: Request): Promise<WireResponse> => {
    const plain = await toPlainRequest(request);
    const session = sessionOf(request.headers);
    if (session?.http == null) throw refuseUnattributed(`${request.method} ${request.url}`);
    const headers = plain.headers.filter(([field]) => field !== REQUEST_TAG);
    return socketAnswer(session.http, { ...plain, headers }, nameAnswer);
  };
  const intercept = name === 'nock' ? interceptWithNock : interceptWithMsw;
  try {
    const { isShared, undo: closeGate } = await openGate(sessionOf, answer);
    undo.push(closeGate);
    // Where others intercept, the gate answers what they leave: both libraries at once do not bear each other.
    if (!isShared) {
      const isAllowed = (url: URL): boolean => hub().owner?.http?.isAllowed(url) ?? false;
      undo.push(await intercept({ answer, isAllowed }));
    }
    undo.push(restoreHeads(answers), tagRequests(), coolPools());
    const tapeHere = () => currentSession()?.http ?? null;
    if (!isShared) undo.push(shimFetch(tapeHere, refuseUnattributed), shimHttp(tapeHere, nameAnswer));
    return undoAll;
  } catch (error) {
    undoAll();
    throw error;
  }
}

/** The tape that a request on a socket belongs to: by its tag, because its async context may be another's. */
function sessionOf(headers: Headers): Session | undefined {
  return taggedSession(headers.get(REQUEST_TAG));
}
