import { Readable } from 'node:stream';
import { AgentReplayError } from '@agent-replay/contracts';
import type { Interceptor } from './interceptor.ts';
import { toPlainRequest } from './plain-request.ts';
import { socketAnswer } from './socket-answer.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'QUERY'];

/** Intercepts through the user's nock (14 or 15): one catch-all interceptor for each method. */
export const interceptWithNock: Interceptor = async ({ ask, isAllowed, toWire }) => {
  const nock = await loadNock();
  if (!nock.isActive()) nock.activate();
  const scope = nock(/^https?:\/\//).persist();
  for (const method of METHODS) {
    scope.intercept(/.*/, method).reply(async function reply(request: unknown) {
      const asked = request as Request;
      if (isAllowed(new URL(asked.url))) throw cannotLetOut();
      const recorded = socketAnswer(ask(await toPlainRequest(asked)));
      if (recorded === null) throw cannotLetOut();
      const { status, headers, body } = await toWire(recorded, asked.method);
      return [status, body === null ? '' : Readable.fromWeb(body as never), headerObject(headers)];
    } as never);
  }
  nock.disableNetConnect();
  nock.enableNetConnect((host: string) => isAllowed(new URL(`http://${host}`)));
  return () => {
    nock.abortPendingRequests();
    nock.cleanAll();
    nock.enableNetConnect();
    nock.restore();
  };
};

/** nock decides by host alone who may go out, so a host that may never gets here. */
function cannotLetOut(): Error {
  return Object.assign(new Error('nock cannot let a single request out.'), { code: 'ENOTSUP', errno: -95 });
}

async function loadNock() {
  try {
    const { default: nock } = await import('nock');
    return nock;
  } catch (cause) {
    throw new AgentReplayError(
      'OPTION_INVALID',
      'Failed to use the interceptor "nock": the package is not installed.',
      {
        lines: [['fix', 'npm install --save-dev nock, or use the interceptor "msw"']],
        cause,
      },
    );
  }
}

function headerObject(pairs: readonly [string, string][]): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of pairs) {
    const known = headers[name];
    headers[name] = known === undefined ? value : [known, value].flat();
  }
  return headers;
}
