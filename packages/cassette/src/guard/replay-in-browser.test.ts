import type { Interaction } from '@agent-replay/contracts';
import { chromium, type Browser } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCassette } from '../open-cassette.ts';
import type { Cassette } from '../cassette-options.ts';
import { type CdpSession, replayInBrowser } from './replay-in-browser.ts';

const page = (id: string, url: string, type: string, text: string): Interaction => ({
  id,
  lane: `GET ${url}`,
  kind: 'http',
  effect: 'read',
  request: { method: 'GET', url, headers: [] },
  response: { status: 200, headers: [['content-type', type]], body: { text } },
});

const executablePath = process.env['AGENT_REPLAY_TEST_CHROMIUM'];

if (executablePath === undefined) {
  if (process.env['AGENT_REPLAY_CI'] !== undefined) throw new Error('CI needs AGENT_REPLAY_TEST_CHROMIUM');
  test('leaves browsers out: no AGENT_REPLAY_TEST_CHROMIUM; run `source scripts/services.sh` first', () => {
    console.warn(
      'Browsers were not tested: AGENT_REPLAY_TEST_CHROMIUM is not set (source scripts/services.sh, or name a Chromium)',
    );
  });
} else {
  let cassette: Cassette;
  let browser: Browser;

  beforeEach(async () => {
    cassette = await openCassette({
      path: 'a shop',
      interactions: [
        page(
          '1',
          'https://shop.example/',
          'text/html',
          `<title>shop</title><img src="/unrecorded.png"><script>fetch('/price').then((r) => r.text()).then((t) => { document.title = t })</script>`,
        ),
        page('2', 'https://shop.example/price', 'text/plain', '42'),
      ],
    });
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox'],
    });
  }, 30_000);

  afterEach(async () => {
    await browser.close();
    await cassette.close();
  }, 30_000);

  const WAYS = {
    'a context': async () => {
      const context = await browser.newContext();
      await replayInBrowser(context);
      return context.newPage();
    },
    'a DevTools session': async () => {
      const opened = await browser.newPage();
      await replayInBrowser((await opened.context().newCDPSession(opened)) as unknown as CdpSession);
      return opened;
    },
  };

  test.each(Object.keys(WAYS) as (keyof typeof WAYS)[])(
    'a page loads from the tape through %s, and what is not on it is a miss',
    async (way) => {
      const opened = await WAYS[way]();
      await opened.goto('https://shop.example/');
      await opened.waitForFunction(`document.title === '42'`);
      const left = await opened.goto('https://elsewhere.example/').catch((error: Error) => error.message);
      expect(left).toContain('ERR_BLOCKED_BY_CLIENT');
      const ledger = cassette.ledger();
      expect(ledger.served).toEqual(['1', '2']);
      expect(ledger.misses.map(({ call }) => call).filter((call) => !call.includes('favicon'))).toEqual([
        'GET https://shop.example/unrecorded.png',
        'GET https://elsewhere.example/',
      ]);
    },
    30_000,
  );
}
