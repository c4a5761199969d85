import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { laneOf } from '@agent-replay/contracts';
import { chromium } from 'playwright-core';
import { expect, test } from 'vitest';
import { exportHar } from '../export/export-har.ts';
import { importInto } from '../import/import-into.ts';
import { openCassette } from '../open-cassette.ts';
import { replayInBrowser } from './replay-in-browser.ts';

const executablePath = process.env['AGENT_REPLAY_TEST_CHROMIUM'];
const PAGES: Record<string, [type: string, text: string]> = {
  '/': [
    'text/html',
    `<title>shop</title><script>fetch('/price').then((r) => r.text()).then((t) => { document.title = t })</script>`,
  ],
  '/price': ['text/plain', '42'],
};

if (executablePath === undefined) {
  if (process.env['AGENT_REPLAY_CI'] !== undefined) throw new Error('CI needs AGENT_REPLAY_TEST_CHROMIUM');
  test('leaves browsers out: no AGENT_REPLAY_TEST_CHROMIUM; run `source scripts/services.sh` first', () => {
    console.warn('HAR files of browsers were not tested: AGENT_REPLAY_TEST_CHROMIUM is not set');
  });
} else {
  test("a browser's HAR becomes a tape that pages load from, and the tape a HAR that a browser loads from", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'browser-har-'));
    const [recorded, exported] = [path.join(folder, 'in.har'), path.join(folder, 'out.har')];
    const server = http.createServer((request, response) => {
      const [type, text] = PAGES[String(request.url)] ?? ['text/plain', ''];
      response.writeHead(text === '' ? 404 : 200, { 'content-type': type }).end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    // Chromium looks things up by itself, and nobody here is to leave the machine.
    const args = ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'];
    const browser = await chromium.launch({ executablePath, args });
    type Context = Awaited<ReturnType<typeof browser.newContext>>;
    const titleIn = async (context: Context): Promise<string> => {
      const page = await context.newPage();
      await page.goto(url);
      await page.waitForFunction(`document.title === '42'`);
      return page.title();
    };
    try {
      const live = await browser.newContext({ recordHar: { path: recorded } });
      await titleIn(live);
      await live.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));

      const { interactions } = await importInto(folder, 'har', recorded);
      const cassette = await openCassette({ path: folder });
      const replayed = await browser.newContext();
      await replayInBrowser(replayed);
      expect(await titleIn(replayed)).toBe('42');
      expect((await cassette.close()).served).toEqual(
        interactions.flatMap((call) => (laneOf(call).includes('favicon') ? [] : [call.id])),
      );

      expect(await exportHar(path.join(folder, 'tool_cassettes.json'), exported)).toEqual({ left_out: [] });
      const fromHar = await browser.newContext();
      await fromHar.routeFromHAR(exported, { notFound: 'abort' });
      expect(await titleIn(fromHar)).toBe('42');
    } finally {
      await browser.close();
      fs.rmSync(folder, { recursive: true });
    }
  }, 120_000);
}
