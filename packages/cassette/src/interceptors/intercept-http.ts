import { Socket } from 'node:net';
import { AgentReplayError } from '@agent-replay/contracts';
import { restoreHeads } from '../http/restore-heads.ts';
import type { Answered, Answers } from '../http/answers.ts';
import { currentGuard } from '../guard/load-guard.ts';
import { readersOfAnswers } from '../http/unread-text.ts';
import type { WireResponse } from '../http/wire-response.ts';
import { refuseUnattributed } from '../refuse-unattributed.ts';
import { currentSession } from '../session.ts';
import type { ReplayWebSocketsOptions } from '../websocket/replay-websockets.ts';
import { shimFetch } from './fetch-shim.ts';
import { shimHttp } from './http-shim.ts';
import { coolPools } from './cool-pools.ts';
import { describeClasses } from './describe-classes.ts';
import type { InterceptorName } from './interceptor.ts';
import { isIntercepted } from './is-intercepted.ts';
import { type FirstConnection, onFirstConnection } from './on-first-connection.ts';
import { toPlainRequest } from './plain-request.ts';
import { socketAnswer } from './socket-answer.ts';
import { REQUEST_TAG, tagRequests } from './tag-requests.ts';
import { undoList } from './undo-list.ts';

export type { InterceptorName } from './interceptor.ts';

interface Installed {
  name: InterceptorName;
  users: number;
  /** Sessions of the tape of the whole process that is open now. */
  webSockets: ReplayWebSocketsOptions | undefined;
  done: Promise<Undo>;
}

/** Takes away what was put in place. */
interface Undo {
  (): Promise<void>;
  /** Makes it ready for the next tape; false when it has to be put in place anew. */
  reuse: () => boolean;
}

let installed: Installed | undefined;
let keepers = 0;

/**
 * Keeps what is put in place from one tape to the next, where it lets everything pass; unless a client has
 * made a connection meanwhile, or somebody has put something of their own before it.
 *
 * @returns takes it away
 */
export function keepIntercepting(): () => Promise<void> {
  keepers += 1;
  return async () => {
    keepers -= 1;
    if (keepers === 0 && installed?.users === 0) await remove(installed);
  };
}

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
  if (installed?.users === 0 && !(installed.name === name && (await installed.done).reuse()))
    await remove(installed);
  const current = (installed ??= put(name, webSockets));
  if (current.name !== name) {
    throw new AgentReplayError(
      'CASSETTE_BUSY',
      `Failed to use the interceptor "${name}": another cassette is open with "${current.name}".`,
      { lines: [['fix', 'use one interceptor for all cassettes that are open at once']] },
    );
  }
  if (current.users === 0) current.webSockets = webSockets;
  current.users += 1;
  const leave = async () => {
    current.users -= 1;
    if (current.users > 0) return;
    const { reuse } = await current.done;
    if (keepers === 0 || !reuse()) await remove(current);
  };
  await current.done.catch(async (error: unknown) => {
    current.users = 0;
    installed = undefined;
    throw error;
  });
  return leave;
}

function put(name: InterceptorName, webSockets: ReplayWebSocketsOptions | undefined): Installed {
  const made: Omit<Installed, 'done'> = { name, users: 0, webSockets };
  return Object.assign(made, { done: install(made) });
}

async function remove(gone: Installed): Promise<void> {
  if (installed === gone) installed = undefined;
  await (
    await gone.done
  )();
}

async function install(place: Omit<Installed, 'done'>): Promise<Undo> {
  const { name } = place;
  // Here and not with the first connection: a refusal is due sooner than they are loaded.
  const { sessionOf, standBelow } = await import('./stand-below.ts');
  const undo = undoList();
  undo.add(describeClasses(), readersOfAnswers());
  const answers: Answers = new Map();
  let answered = 0;
  const nameAnswer = (given: Answered): string => {
    answered += 1;
    answers.set(String(answered), given);
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
    const isIdle = () => place.users === 0;
    const below = () => standBelow(name, answer, place.webSockets);
    const waiting = isShared || name === 'nock' ? null : waitBelow(below, isIdle);
    if (waiting === null) undo.add(await below());
    const tagging = tagRequests();
    undo.add(restoreHeads(answers), tagging, coolPools());
    if (isShared) return Object.assign(undo.all, { reuse: () => false });
    const tapeHere = () => currentSession()?.http ?? null;
    const shims = [
      shimFetch(tapeHere, { refuse: refuseUnattributed, isIdle }),
      shimHttp(tapeHere, nameAnswer),
    ];
    undo.add(...shims);
    // What comes last is taken away first: it finds the others in its way as it left them.
    if (waiting !== null) undo.add(waiting);
    const reuse = (): boolean => {
      answers.clear();
      tagging.patchLoaded();
      return waiting?.isWaiting() === true && !isIntercepted() && shims.every((shim) => shim.isInPlace());
    };
    return Object.assign(undo.all, { reuse });
  } catch (error) {
    await undo.all();
    throw error;
  }
}

/** Puts a library before the sockets at the first connection; until then the guard looks at what is made. */
function waitBelow(below: () => Promise<() => Promise<void>>, isIdle: () => boolean): FirstConnection {
  let uncover = (): void => undefined;
  const stop = onFirstConnection(async () => {
    uncover();
    const undo = await below();
    return async () => {
      await undo();
      // Where somebody stood before us meanwhile, it could not be taken away until now.
      uncover();
    };
  }, isIdle);
  uncover = coverHttp2();
  const top = connectOf();
  const undo = async (): Promise<void> => {
    uncover();
    await stop();
  };
  return Object.assign(undo, { isWaiting: () => stop.isWaiting() && connectOf() === top });
}

/** What every connection goes by. */
function connectOf(): unknown {
  return Reflect.get(Socket.prototype, 'connect');
}

function coverHttp2(): () => void {
  return currentGuard()?.coverHttp2() ?? (() => undefined);
}
