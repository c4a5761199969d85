import type { Interceptor } from './interceptor.ts';
import { toPlainRequest } from './plain-request.ts';
import { socketAnswer } from './socket-answer.ts';

/**
 * Intercepts through msw 3: one catch-all handler on interceptors that see every HTTP/1.1 request,
 * also those of captured references and of other copies of undici.
 */
export const interceptWithMsw: Interceptor = async ({ ask, isAllowed, toWire }) => {
  const [
    { http, passthrough },
    { defineNetwork, InterceptorSource },
    { HttpRequestInterceptor },
    { FetchInterceptor },
  ] = await Promise.all([
    import('msw'),
    import('msw/experimental'),
    import('@mswjs/interceptors/http'),
    import('@mswjs/interceptors/fetch'),
  ]);
  const source = new InterceptorSource({
    interceptors: [new HttpRequestInterceptor(), new FetchInterceptor()],
  });
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
        if (isAllowed(new URL(request.url))) return passthrough();
        const recorded = socketAnswer(ask(await toPlainRequest(request)));
        if (recorded === null) return passthrough();
        const { status, headers, body } = await toWire(recorded, request.method);
        return new Response(body, { status, headers });
      }),
    ],
    context: { quiet: true },
    onUnhandledFrame() {
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
