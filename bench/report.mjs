// How large the report of 500 fixtures and 30 days is and how long Chromium's main thread works to draw it,
// beside an empty page in the same run: `npm run bench:report`. Needs a build and AGENT_REPLAY_TEST_CHROMIUM.
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
    // The main thread's own processor time: what other programs do on this machine does not count.
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const spent = async () => {
      const { metrics } = await session.send('Performance.getMetrics');
      return metrics.find((metric) => metric.name === 'TaskDuration').value * 1000;
    };
    const before = await spent();
    await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
    times[name].push((await spent()) - before);
    await page.close();
  }
}
await browser.close();
rmSync(folder, { recursive: true });
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const empty = median(times.empty);
for (const name of Object.keys(pages)) {
  const kilobytes = (Buffer.byteLength(pages[name]) / 1000).toFixed(0).padStart(4);
  const spent = median(times[name]);
  console.log(
    `${name.padEnd(7)} ${kilobytes} kB  parsed, laid out and painted in ${spent.toFixed(1)} ms of the main thread (median of 9), ${(spent / empty).toFixed(1)} × an empty page`,
  );
}
