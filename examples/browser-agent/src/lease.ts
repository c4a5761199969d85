import type { AgentContext } from 'agent-replay';
import type { BrowserContext } from 'playwright-core';

/** Where a browser may go, and until when. */
export interface Lease {
  /** True when a page may be opened now; a refusal is recorded. */
  mayGo: (url: string) => Promise<boolean>;
}

/**
 * Holds a browser to its lease: a navigation after its end, or to another origin, is refused in the
 * browser itself, whoever began it. It begins with the first page. What is opened is recorded with the
 * time that is left.
 */
export async function holdLease(
  browser: BrowserContext,
  { ms, origins }: { ms: number; origins: readonly string[] },
  context: AgentContext,
): Promise<Lease> {
  let ends: number | null = null;
  const left = (): number => (ends === null ? ms : ends - context.clock.now());
  const isAllowed = (url: string): boolean => left() > 0 && origins.includes(new URL(url).origin);
  await browser.route('**/*', async (route) => {
    const request = route.request();
    if (!request.isNavigationRequest()) return route.fallback();
    const url = request.url();
    if (!isAllowed(url)) return route.abort('blockedbyclient');
    ends ??= context.clock.now() + ms;
    await context.recordEvent({ kind: 'x_opened', data: { url, lease_left_ms: left() } });
    return route.fallback();
  });
  return {
    async mayGo(url) {
      if (isAllowed(url)) return true;
      await context.recordEvent({ kind: 'x_refused', data: { url, lease_left_ms: left() } });
      return false;
    },
  };
}
