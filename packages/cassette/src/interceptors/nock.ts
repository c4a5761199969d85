import { Readable } from 'node:stream';
import { AgentReplayError } from '@agent-replay/contracts';
import type { WireResponse } from '../http/wire-response.ts';
import type { Interceptor } from './interceptor.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'QUERY'];

/**
 * Intercepts through the user's nock (14 or 15): one catch-all interceptor for each method, behind those
 * that the user has set up before.
 */
export const interceptWithNock: Interceptor = async ({ answer, isAllowed }) => {
  const nock = await loadNock();
  const wasActive = nock.isActive() && nock.activeMocks().length > 0;
  if (!nock.isActive()) nock.activate();
  const scope = nock(CATCH_ALL, {
    filteringScope: (origin: string) => !isAllowed(new URL(origin)),
  }).persist();
  const interceptors = METHODS.map((method) => {
    const interceptor = scope.intercept(/.*/, method);
    interceptor.reply(async function reply(request: unknown) {
      const { status, headers, body } = await answer(request as Request);
      return [status, toNockBody(body), headerObject(headers)];
    });
    return interceptor;
  });
  return () => {
    for (const interceptor of interceptors) nock.removeInterceptor(interceptor);
    if (!wasActive) nock.restore();
  };
};

function toNockBody(body: WireResponse['body']): unknown {
  if (body instanceof ReadableStream) return Readable.fromWeb(body as never);
  return body === null ? '' : Readable.from([body]);
}

/** A host that nobody has; which hosts are meant is said by `filteringScope`. */
const CATCH_ALL = 'http://agent-replay.invalid';

/** The user's own, which they have to have installed. */
export async function loadNock() {
  try {
    const { default: nock } = await import('nock');
    return nock;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
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
