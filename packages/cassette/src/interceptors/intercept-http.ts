import { AgentReplayError, type HttpResponse } from '@agent-replay/contracts';
import { restoreHeads } from '../http/restore-heads.ts';
import { currentGuard } from '../guard/load-guard.ts';
import type { WireResponse } from '../http/wire-response.ts';
import { refuseUnattributed } from '../refuse-unattributed.ts';
import { currentSession, hub, type Session, taggedSession } from '../session.ts';
import { replayWebSockets, type ReplayWebSocketsOptions } from '../websocket/replay-websockets.ts';
import { shimFetch } from './fetch-shim.ts';
import { isIntercepted, openGate } from './gate.ts';
import { shimHttp } from './http-shim.ts';
import { coolPools } from './cool-pools.ts';
import { interceptWithMsw } from './msw.ts';
import { interceptWithNock } from './nock.ts';
import { onFirstConnection } from './on-first-connection.ts';
import { toPlainRequest } from './plain-request.ts';
import { socketAnswer } from './socket-answer.ts';
import { REQUEST_TAG, tagRequests } from './tag-requests.ts';

/** Which library stands below the clients. */
export type InterceptorName = 'msw' | 'nock';

interface Installed {
  name: InterceptorName;
  users: number;
  undo: Promise<() => Promise<void>>;
}

let installed: Installed | undefined;

/**
 * Puts the tapes of the process below its clients; the first that asks installs it, the last that
 * leaves takes it away. What a user had put there before, msw handlers, nock interceptors or a `fetch`
 * of their own, is asked first.
 *
 * @param webSockets the sessions of the tape of the whole process
 * @returns leaves; resolves when everything is as it was
 * @throws {AgentReplayError} `CASSETTE_BUSY` while another tape uses the other library.
 */
export async function interceptHttp(
  name: InterceptorName,
  webSockets?: ReplayWebSocketsOptions,
): Promise<() => Promise<void>> {
  const current = (installed ??= { name, users: 0, undo: install(name, webSockets) });
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
    await (
      await current.undo
    )();
  };
  await current.undo.catch(async (error: unknown) => {
    current.users = 0;
    installed = undefined;
    throw error;
  });
  return leave;
}

async function install(
  name: InterceptorName,
  webSockets: ReplayWebSocketsOptions | undefined,
): Promise<() => Promise<void>> {
  const undo = undoList();
  const answers = new Map<string, HttpResponse>();
  let answered = 0;
  const nameAnswer = (recorded: HttpResponse): string => {
    answered += 1;
    answers.set(String(answered), recorded);
    return String(answered);
  };
  const answer = async (request: Request): Promise<WireResponse> => {
    const session = sessionOf(request.headers);
    if (session?.http == null) throw refuseUnattributed(`${request.method} ${request.url}`);
    const plain = await toPlainRequest(request);
    const headers = plain.headers.filter(([field]) => field !== REQUEST_TAG);
    return socketAnswer(session.http, { ...plain, headers }, nameAnswer);
  };
  try {
    // Others who intercept are asked first, so they must be met where they are; nock puts itself there.
    const isShared = isIntercepted();
    const below = () => standBelow(name, answer, webSockets);
    undo.add(isShared || name === 'nock' ? await below() : waitBelow(below));
    undo.add(restoreHeads(answers), tagRequests(), coolPools());
    const tapeHere = () => currentSession()?.http ?? null;
    if (!isShared) undo.add(shimFetch(tapeHere, refuseUnattributed), shimHttp(tapeHere, nameAnswer));
    return undo.all;
  } catch (error) {
    await undo.all();
    throw error;
  }
}

/** Puts a library before the sockets at the first connection; until then the guard looks at what is made. */
function waitBelow(below: () => Promise<() => Promise<void>>): () => Promise<void> {
  let uncover = (): void => undefined;
  const stop = onFirstConnection(async () => {
    uncover();
    const undo = await below();
    return async () => {
      await undo();
      // Where somebody stood before us meanwhile, it could not be taken away until now.
      uncover();
    };
  });
  uncover = coverHttp2();
  return async () => {
    uncover();
    await stop();
  };
}

/** What sees each connection: WebSocket sessions, then the gate, then the library, and the guard before them. */
async function standBelow(
  name: InterceptorName,
  answer: (request: Request) => Promise<WireResponse>,
  webSockets: ReplayWebSocketsOptions | undefined,
): Promise<() => Promise<void>> {
  const undo = undoList();
  try {
    // Before WebSocket sessions put themselves there, too.
    const isShared = isIntercepted();
    if (webSockets !== undefined) undo.add(replayWebSockets(webSockets));
    undo.add(openGate(sessionOf, { answer, isShared }));
    // Where others intercept, the gate answers what they leave: both libraries at once do not bear each other.
    if (!isShared) {
      const isAllowed = (url: URL): boolean => hub().owner?.http?.isAllowed(url) ?? false;
      undo.add(await (name === 'nock' ? interceptWithNock : interceptWithMsw)({ answer, isAllowed }));
    }
    undo.add(coverHttp2());
    return undo.all;
  } catch (error) {
    await undo.all();
    throw error;
  }
}

function coverHttp2(): () => void {
  return currentGuard()?.coverHttp2() ?? (() => undefined);
}

/** Undoes in the reverse order; a second time it has nothing left to do. */
function undoList() {
  const steps: (() => void | Promise<void>)[] = [];
  return {
    add: (...more: (() => void | Promise<void>)[]) => void steps.push(...more),
    all: async (): Promise<void> => {
      for (const step of steps.splice(0).toReversed()) await step();
    },
  };
}

/** The tape that a request on a socket belongs to: by its tag, because its async context may be another's. */
function sessionOf(headers: Headers): Session | undefined {
  return taggedSession(headers.get(REQUEST_TAG));
}
