import fs from 'node:fs';
import { createRequire, register } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { wayOut, type WayOut } from '../way-out.ts';

/** The addon dials when it is loaded; that it is no engine OpenSSL finds out afterwards. */
function engine(name: string, use: (file: string) => Promise<void>): WayOut {
  return wayOut({
    name,
    needs: ['target:addon'],
    run: async ({ targets }) => {
      process.env['AGENT_REPLAY_PROBE_ENGINE_PORT'] = String(targets.tcp);
      await use(String(targets.addon));
    },
  });
}

interface Ffi {
  dlopen: (file: string, symbols: object) => { functions: { dial_port: (port: number) => number } };
}

/** What JavaScript cannot see into: native code, the loader's thread, and browsers. */
export const nativeWays = [
  wayOut({
    name: 'native addon',
    needs: ['target:addon'],
    run: async ({ targets }) => {
      const addon = createRequire(import.meta.url)(String(targets.addon)) as {
        dial?: (port: number) => number;
      };
      if (addon.dial?.(targets.tcp) !== 0) throw new Error('not connected');
      return 'connected';
    },
  }),
  wayOut({
    name: 'SQLite extension',
    needs: ['target:addon'],
    run: async ({ targets }) => {
      const { DatabaseSync } = await import('node:sqlite');
      process.env['AGENT_REPLAY_PROBE_PORT'] = String(targets.tcp);
      new DatabaseSync(':memory:', { allowExtension: true }).loadExtension(String(targets.addon));
      return 'loaded';
    },
  }),
  engine('OpenSSL engine', async (file) => {
    const { setEngine } = process.getBuiltinModule('node:crypto');
    setEngine(file);
  }),
  engine('OpenSSL engine by a named import', async (file) => {
    const { setEngine } = await import('node:crypto');
    setEngine(file);
  }),
  engine('OpenSSL engine of a client certificate', async (file) => {
    const { createSecureContext } = await import('node:tls');
    createSecureContext({ clientCertEngine: file });
  }),
  engine('OpenSSL engine of a private key', async (file) => {
    const { createSecureContext } = await import('node:tls');
    createSecureContext({ privateKeyEngine: file, privateKeyIdentifier: 'probe' });
  }),
  wayOut({
    name: 'node:ffi',
    needs: ['target:addon', 'builtin:node:ffi'],
    run: async ({ targets }) => {
      const { dlopen } = process.getBuiltinModule('node:ffi') as unknown as Ffi;
      const { functions } = dlopen(String(targets.addon), {
        dial_port: { arguments: ['i32'], return: 'i32' },
      });
      if (functions.dial_port(targets.tcp) !== 0) throw new Error('not connected');
      return 'connected';
    },
  }),
  wayOut({
    name: 'module.register',
    run: async ({ targets }) => {
      const file = path.join(targets.folder, 'hooks.mjs');
      fs.writeFileSync(
        file,
        `export const initialize = () => fetch('${targets.http}/loader').then(() => {}, () => {});`,
      );
      register(pathToFileURL(file));
      return 'registered';
    },
  }),
  wayOut({
    name: 'Playwright',
    needs: ['playwright-core', 'target:browser'],
    limitMs: 20_000,
    run: async ({ load, targets }) => {
      const { chromium } = (await load('playwright-core')) as typeof import('playwright-core');
      const browser = await chromium.launch({
        executablePath: String(targets.browser),
        args: ['--no-sandbox'],
      });
      try {
        const page = await browser.newPage();
        await page.goto(`${targets.http}/playwright`, { timeout: 5000 });
        return await page.content();
      } finally {
        await browser.close();
      }
    },
  }),
  wayOut({
    name: 'Puppeteer',
    needs: ['puppeteer-core', 'target:browser'],
    limitMs: 20_000,
    run: async ({ load, targets }) => {
      const { default: puppeteer } = (await load('puppeteer-core')) as typeof import('puppeteer-core');
      const browser = await puppeteer.launch({
        executablePath: String(targets.browser),
        args: ['--no-sandbox'],
      });
      try {
        const page = await browser.newPage();
        await page.goto(`${targets.http}/puppeteer`, { timeout: 5000 });
        return await page.content();
      } finally {
        await browser.close();
      }
    },
  }),
];
