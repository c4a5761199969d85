import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sampleReport } from './report.suite.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const executablePath = process.env['AGENT_REPLAY_TEST_CHROMIUM'];
/** A folder for screenshots, for people to look at. */
const shots = process.env['AGENT_REPLAY_TEST_SCREENSHOTS'];

if (executablePath === undefined) {
  if (process.env['AGENT_REPLAY_CI'] !== undefined) throw new Error('CI needs AGENT_REPLAY_TEST_CHROMIUM');
  test('leaves browsers out: no AGENT_REPLAY_TEST_CHROMIUM; run `source scripts/services.sh` first', () => {
    console.warn('The report was not opened in a browser: AGENT_REPLAY_TEST_CHROMIUM is not set');
  });
}

describe.skipIf(executablePath === undefined)('the report, opened from disk in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  const file = join(folder, 'report.html');
  const few = join(folder, 'few.html');
  let browser: Browser;
  beforeAll(async () => {
    writeFileSync(file, sampleReport(500, 2880));
    writeFileSync(few, sampleReport(20, 3));
    browser = await chromium.launch({ executablePath: executablePath as string, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  async function open(
    options: BrowserContextOptions = {},
    report = file,
  ): Promise<{ page: Page; asked: string[]; said: string[] }> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const [asked, said]: [string[], string[]] = [[], []];
    page.on('request', (request) => void asked.push(request.url()));
    page.on('console', (message) => void said.push(message.text()));
    page.on('pageerror', (error) => void said.push(error.message));
    await page.goto(pathToFileURL(report).href);
    return { page, asked, said };
  }

  test('asks for nothing but itself, says nothing to the console, and shows every fixture', async () => {
    const { page, asked, said } = await open();
    expect(asked).toEqual([pathToFileURL(file).href]);
    expect(said).toEqual([]);
    expect(await page.locator('#fixtures tbody tr').count()).toBe(500);
    expect(await page.locator('h1').textContent()).toBe('Health refused');
    expect(await page.locator('svg').count()).toBe(2);
    await page.context().close();
  });

  test.each([1280, 360])('breaks no word of the table of fixtures, %i px wide', async (width) => {
    const { page } = await open({ viewport: { width, height: 900 } }, few);
    const broken = await page.evaluate(() =>
      [...document.querySelectorAll('#fixtures th, #fixtures td:not(:nth-child(3))')].flatMap((cell) =>
        [...cell.childNodes].flatMap((node) => {
          const range = document.createRange();
          range.selectNodeContents(node);
          const words = cell.textContent.split(' ').length;
          const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
          return lines > words ? [cell.textContent] : [];
        }),
      ),
    );
    expect(broken).toEqual([]);
    await page.context().close();
  });

  test.each(['light', 'dark'] as const)(
    'has no violation of accessibility that axe knows, in %s',
    async (colorScheme) => {
      const { page } = await open({ colorScheme });
      if (shots !== undefined) await page.screenshot({ path: join(shots, `report-${colorScheme}.png`) });
      // The page's own policy keeps axe from being put into it as a script; the debugger may.
      const session = await page.context().newCDPSession(page);
      const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
      await session.send('Runtime.evaluate', { expression: source });
      const { result } = await session.send('Runtime.evaluate', {
        expression: 'axe.run().then(({ violations, passes }) => JSON.stringify({ violations, passes }))',
        awaitPromise: true,
      });
      const { violations, passes } = JSON.parse(result.value as string) as AxeResults;
      expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
      expect(passes.length).toBeGreaterThan(15);
      await page.context().close();
    },
  );

  test('stays a table for who cannot see it, however it is laid out', async () => {
    const { page } = await open();
    await page.locator('#fixtures tr[data-state]').last().scrollIntoViewIfNeeded();
    const session = await page.context().newCDPSession(page);
    let { nodes } = await session.send('Accessibility.getFullAXTree');
    const count = (role: string): number => nodes.filter((node) => node.role?.value === role).length;
    // Those that nobody has scrolled to are left out of layout, and of this tree; what is scrolled to comes with a frame.
    while (count('row') <= 25) {
      await page.evaluate(() => new Promise(requestAnimationFrame));
      ({ nodes } = await session.send('Accessibility.getFullAXTree'));
    }
    expect(count('table')).toBe(2);
    expect(count('rowheader')).toBe(count('row') - 2);
    expect(count('cell')).toBe(count('rowheader') * 5);
    expect(await page.locator('#fixtures').getByRole('rowheader').last().textContent()).toBe(
      'research/fixture_497',
    );
    await page.context().close();
  });

  test('filters by state and tells why with the keyboard alone', async () => {
    const { page } = await open();
    const visible = () => page.locator('#fixtures tbody tr:visible').count();
    await page.locator('input[value=all]').focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('input[value=failing]').isChecked()).toBe(true);
    expect(await visible()).toBe(72);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('find');
    await page.keyboard.type('fixture_007');
    expect(await visible()).toBe(1);
    await page.locator('#fixtures tbody tr:visible summary').focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('#fixtures pre:visible').textContent()).toContain('received  none');
    await page.context().close();
  });

  test('draws a few fixtures whole, seen or not, as an image of the page shows them', async () => {
    const { page } = await open({}, few);
    expect(
      await page
        .locator('#fixtures tr[data-state]')
        .last()
        .evaluate((row) => row.checkVisibility({ contentVisibilityAuto: true })),
    ).toBe(true);
    await page.context().close();
  });

  test('is complete with JavaScript off, filters included', async () => {
    const { page } = await open({ javaScriptEnabled: false });
    expect(await page.locator('#fixtures tbody tr:visible').count()).toBe(500);
    expect(await page.locator('#find').isVisible()).toBe(false);
    await page.locator('input[value=stale]').check();
    const stale = await page.locator('#fixtures tbody tr:visible').count();
    expect(stale).toBe(await page.locator('tr[data-state=stale]').count());
    if (shots !== undefined) await page.screenshot({ path: join(shots, 'report-no-js.png') });
    await page.context().close();
  });

  test('fits a telephone: the page itself does not scroll sideways', async () => {
    const { page } = await open({ viewport: { width: 360, height: 740 } });
    const wide = await page.evaluate(() =>
      [...document.querySelectorAll('body *')]
        .filter((each) => each.closest('.scroll') === null || each.classList.contains('scroll'))
        .filter((each) => each.getBoundingClientRect().right > 360)
        .map((each) => each.outerHTML.slice(0, 80)),
    );
    expect(wide).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    // A cell is at least as wide as the words in it: a class that stands on two lines is no name to copy.
    const lines = await page.evaluate(() => {
      const range = document.createRange();
      return [
        ...document.querySelectorAll('table:not(#fixtures) tbody th, table:not(#fixtures) tbody code'),
      ].map((cell) => {
        range.selectNodeContents(cell);
        return range.getClientRects().length;
      });
    });
    expect(lines).toEqual([1, 1]);
    if (shots !== undefined) await page.screenshot({ path: join(shots, 'report-small.png') });
    await page.context().close();
  });
});
