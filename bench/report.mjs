// How large the report of 500 fixtures and 30 days is and how long Chromium takes to draw it, beside an empty
// page in the same run: `npm run bench:report`. Needs a build and AGENT_REPLAY_TEST_CHROMIUM.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const { sampleReport } = await import(
  fileURLToPath(new URL('../packages/agent-replay/src/report/report.suite.ts', import.meta.url))
);
const folder = mkdtempSync(join(tmpdir(), 'agent-replay-report-'));
const pages = { empty: '<!doctype html><title>empty</title><p>empty', report: sampleReport(500, 2880) };
for (const [name, text] of Object.entries(pages)) writeFileSync(join(folder, `${name}.html`), text);
const executablePath = process.env.AGENT_REPLAY_TEST_CHROMIUM ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const times = { empty: [], report: [] };
for (let round = 0; round < 9; round += 1) {
  for (const name of Object.keys(pages)) {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
    // From the navigation to the first frame that shows everything.
    const drawn = await page.evaluate(
      () =>
        new Promise((resolve) => {
          requestAnimationFrame(() => {
            const paint = performance.getEntriesByName('first-contentful-paint')[0];
            const { domContentLoadedEventEnd: loaded, responseEnd } =
              performance.getEntriesByType('navigation')[0];
            resolve({ paint: paint?.startTime ?? 0, parse: loaded - responseEnd });
          });
        }),
    );
    times[name].push(drawn);
    await page.close();
  }
}
await browser.close();
rmSync(folder, { recursive: true });
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
for (const name of Object.keys(pages)) {
  const [paint, parse] = ['paint', 'parse'].map((key) => median(times[name].map((each) => each[key])));
  console.log(
    `${name.padEnd(7)} ${(Buffer.byteLength(pages[name]) / 1000).toFixed(0).padStart(4)} kB  first paint ${paint.toFixed(0)} ms, parsed in ${parse.toFixed(0)} ms (median of 9)`,
  );
}
const ratio = median(times.report.map(({ paint }) => paint)) / median(times.empty.map(({ paint }) => paint));
console.log(`report / empty page, first paint: ${ratio.toFixed(2)}`);
