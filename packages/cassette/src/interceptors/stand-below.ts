import { currentGuard } from '../guard/load-guard.ts';
import type { WireResponse } from '../http/wire-response.ts';
import { hub, type Session, taggedSession } from '../session.ts';
import { replayWebSockets, type ReplayWebSocketsOptions } from '../websocket/replay-websockets.ts';
import { openGate } from './gate.ts';
import type { InterceptorName } from './interceptor.ts';
import { isIntercepted } from './is-intercepted.ts';
import { interceptWithMsw } from './msw.ts';
import { interceptWithNock } from './nock.ts';
import { setNockAside } from './set-nock-aside.ts';
import { REQUEST_TAG } from './tag-requests.ts';
import { undoList } from './undo-list.ts';

/** What sees each connection: WebSocket sessions, then the gate, then the library, and the guard before them. */
export async function standBelow(
  name: InterceptorName,
  answer: (request: Request) => Promise<WireResponse>,
  webSockets: ReplayWebSocketsOptions | undefined,
): Promise<() => Promise<void>> {
  const undo = undoList();
  try {
    // Before WebSocket sessions put themselves there, too.
    const isAside = name === 'nock' && (await setNockAside());
    const isShared = isIntercepted();
    if (webSockets !== undefined) undo.add(replayWebSockets(webSockets));
    undo.add(openGate(sessionOf, { answer, isShared: isShared || isAside }));
    // Where others intercept, the gate answers what they leave: both libraries at once do not bear each other.
    if (!isShared && !isAside) {
      const isAllowed = (url: URL): boolean => hub().owner()?.http?.isAllowed(url) ?? false;
      undo.add(await (name === 'nock' ? interceptWithNock : interceptWithMsw)({ answer, isAllowed }));
    }
    undo.add(currentGuard()?.coverHttp2() ?? (() => undefined));
    return undo.all;
  } catch (error) {
    await undo.all();
    throw error;
  }
}

/** The tape that a request on a socket belongs to: by its tag, because its async context may be another's. */
export function sessionOf(headers: Headers): Session | undefined {
  return taggedSession(headers.get(REQUEST_TAG));
}
