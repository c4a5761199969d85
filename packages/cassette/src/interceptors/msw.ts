import { HttpRequestInterceptor } from '@mswjs/interceptors/http';
import { defineNetwork, InterceptorSource } from 'msw/experimental';
import { http } from 'msw/http';
import { currentGuard } from '../guard/load-guard.ts';
import type { Interceptor } from './interceptor.ts';

/**
 * Intercepts through msw 3: one catch-all handler on the interceptor that sees every HTTP/1.1 request,
 * also those of `fetch`, of captured references and of other copies of undici.
 */
export const interceptWithMsw: Interceptor = ({ answer }) => {
  const source = new InterceptorSource({ interceptors: [new HttpRequestInterceptor()] });
  const queue = source.queue.bind(source);
  source.queue = (frame) => {
    // The client gets the error; without a listener msw prints it as a mistake of the handler.
    frame.events.on('unhandledException' as never, () => undefined);
    return queue(frame);
  };
  const network = defineNetwork({
    sources: [source],
    handlers: [
      http.all('*', async ({ request }) => {
        const { status, reason, headers, body } = await answer(request);
        return new Response(body as Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null, {
          status,
          statusText: reason,
          headers,
        });
      }),
    ],
    context: { quiet: true },
    onUnhandledFrame({ frame }) {
      // Only where somebody has bent what msw matches by: the handler is for every request.
      const { request } = frame.data as { request?: Request };
      currentGuard()?.report({
        code: 'ERR_REPLAY_BLOCKED',
        operation: 'http',
        target: request === undefined ? 'a connection' : `${request.method} ${request.url}`,
        call_site: null,
      });
      throw Object.assign(new Error('agent-replay answers every request itself.'), {
        code: 'ERR_REPLAY_BLOCKED',
        errno: -1,
      });
    },
  });
  network.enable();
  return () => {
    network.disable();
  };
};
