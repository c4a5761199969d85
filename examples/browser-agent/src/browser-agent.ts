import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replayInBrowser } from '@agent-replay/cassette';
import { type AgentContext, defineAgent } from 'agent-replay';
import { chromium, type Page } from 'playwright-core';
import { contract } from './contract.ts';
import { holdLease, type Lease } from './lease.ts';

/** A reading task: where to begin, and for how long and where the browser may go. */
export interface Reading {
  start: string;
  /** How long a page takes to read. */
  read_ms: number;
  lease: { ms: number; origins: string[] };
}

export const agent = defineAgent({
  name: 'browser-agent',
  promptVersion: 'none',
  timeoutSeconds: 120,
  contract,
  run: read,
});

/** Reads a series of pages, for as long as the lease lasts, and reports their titles. */
async function read(reading: Reading, context: AgentContext) {
  const browser = await chromium.launch({
    executablePath: process.env['AGENT_REPLAY_TEST_CHROMIUM'] ?? '/usr/bin/chromium',
    // Pages come from the tape; the browser itself has nothing to look up.
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-features=MediaRouter,OptimizationHints,NetworkTimeServiceQuerying',
      '--disable-quic',
      '--no-proxy-server',
      '--host-resolver-rules=MAP * ~NOTFOUND',
    ],
  });
  try {
    const tab = await browser.newContext();
    await replayInBrowser(tab);
    const lease = await holdLease(tab, reading.lease, context);
    const titles = await readOn(await tab.newPage(), reading, lease, context);
    await writeFile(join(context.workspace, 'titles.txt'), `${titles.join('\n')}\n`);
    await context.recordArtifact({ kind: 'report', uri: 'titles.txt' });
    return { titles };
  } finally {
    await browser.close();
  }
}

async function readOn(page: Page, reading: Reading, lease: Lease, context: AgentContext): Promise<string[]> {
  const titles: string[] = [];
  let next: string | null = reading.start;
  while (next !== null && (await lease.mayGo(next))) {
    if (!(await open(page, next, lease))) break;
    titles.push(await page.title());
    await context.clock.sleep(reading.read_ms);
    next = await nextOf(page);
  }
  return titles;
}

/** False when the lease ended on the way to the page. */
async function open(page: Page, url: string, lease: Lease): Promise<boolean> {
  try {
    await page.goto(url);
    return true;
  } catch (error) {
    if (await lease.mayGo(url)) throw error;
    return false;
  }
}

async function nextOf(page: Page): Promise<string | null> {
  const links = await page
    .locator('a[rel=next]')
    .evaluateAll((found) => found.map((link) => (link as unknown as { href: string }).href));
  return links[0] ?? null;
}
