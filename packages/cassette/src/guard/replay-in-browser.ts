/** What Playwright's `BrowserContext` and `Page` have for this. */
export interface RoutingBrowser {
  route: (url: string, handler: (route: BrowserRoute) => Promise<unknown>) => Promise<unknown>;
  routeWebSocket?: (
    url: RegExp,
    handler: (socket: { close: (options: { code: number; reason: string }) => unknown }) => unknown,
  ) => Promise<unknown>;
}

/** What Playwright's `Route` has for this. */
export interface BrowserRoute {
  request: () => {
    url: () => string;
    method: () => string;
    headers: () => Record<string, string>;
    postDataBuffer: () => Uint8Array | null;
  };
  fulfill: (answer: { status: number; headers: Record<string, string>; body: Buffer }) => Promise<unknown>;
  abort: (reason: string) => Promise<unknown>;
}

/** A session of the Chrome DevTools Protocol, as Playwright and Puppeteer make them for a page. */
export interface CdpSession {
  send: (method: string, parameters?: Record<string, unknown>) => Promise<unknown>;
  on: (event: string, listener: (parameters: PausedRequest) => unknown) => unknown;
}

interface PausedRequest {
  requestId: string;
  request: { url: string; method: string; headers: Record<string, string>; postData?: string };
}

/**
 * Lets a browser that the agent started load what is on the open tape, and nothing else: every
 * request is asked of the tape, as if the agent had made it, and a miss is in the same ledger.
 *
 * @example
 * const context = await browser.newContext();
 * await replayInBrowser(context);
 */
export async function replayInBrowser(browser: RoutingBrowser | CdpSession): Promise<void> {
  if ('route' in browser) {
    await browser.route('**/*', async (route) => {
      const request = route.request();
      const answer = await askTape(
        request.url(),
        request.method(),
        request.headers(),
        request.postDataBuffer(),
      );
      await (answer === null ? route.abort('blockedbyclient') : route.fulfill(answer));
    });
    await browser.routeWebSocket?.(/.*/, (socket) =>
      socket.close({ code: 1008, reason: 'refused by agent-replay' }),
    );
    return;
  }
  browser.on('Fetch.requestPaused', async ({ requestId, request }) => {
    const body = request.postData === undefined ? null : Buffer.from(request.postData);
    const answer = await askTape(request.url, request.method, request.headers, body);
    if (answer === null)
      return browser.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' });
    return browser.send('Fetch.fulfillRequest', {
      requestId,
      responseCode: answer.status,
      responseHeaders: Object.entries(answer.headers).map(([name, value]) => ({ name, value })),
      body: answer.body.toString('base64'),
    });
  });
  await browser.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
}

/** The tape answers where it answers every `fetch` of this process; null is a refusal. */
async function askTape(
  url: string,
  method: string,
  headers: Record<string, string>,
  body: Uint8Array | null,
) {
  if (!/^https?:/.test(url)) return null;
  try {
    const response = await fetch(url, {
      method,
      headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_OURS.test(name))),
      redirect: 'manual',
      ...(body === null || /^(?:GET|HEAD)$/i.test(method) ? {} : { body: Buffer.from(body) }),
    });
    return {
      status: response.status,
      // The body is unpacked by now, and its length another.
      headers: Object.fromEntries(
        [...response.headers].filter(
          ([name]) => !/^(?:content-encoding|content-length|transfer-encoding)$/.test(name),
        ),
      ),
      body: Buffer.from(await response.arrayBuffer()),
    };
  } catch {
    return null;
  }
}

/** Headers that `fetch` sets itself, and HTTP/2's own. */
const NOT_OURS = /^(?::.*|host|connection|content-length|accept-encoding|transfer-encoding)$/i;
