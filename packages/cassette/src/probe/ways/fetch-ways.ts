import vm from 'node:vm';
import { wayOut } from '../way-out.ts';

const text = async (response: Promise<Response>): Promise<string> => (await response).text();

/** The global `fetch`, and what is left of it in other hands. */
export const fetchWays = [
  wayOut({ name: 'fetch', answerable: true, run: ({ targets }) => text(fetch(`${targets.http}/fetch`)) }),
  wayOut({
    name: 'fetch https',
    answerable: true,
    run: ({ targets }) => text(fetch(`${targets.https}/fetch`)),
  }),
  wayOut({
    name: 'fetch POST',
    answerable: true,
    run: ({ targets }) => text(fetch(`${targets.http}/post`, { method: 'POST', body: 'x' })),
  }),
  wayOut({
    name: 'fetch captured before',
    answerable: true,
    before: () => globalThis.fetch,
    run: ({ targets }, captured) => text(captured(`${targets.http}/captured`)),
  }),
  wayOut({
    name: 'fetch pooled before',
    answerable: true,
    before: ({ targets }) => text(fetch(`${targets.http}/warm`)).catch(() => ''),
    run: ({ targets }) => text(fetch(`${targets.http}/pooled`)),
  }),
  wayOut({
    name: 'fetch of an asset',
    answerable: true,
    run: ({ targets }) => text(fetch(`${targets.http}/logo.png`)),
  }),
  wayOut({
    name: 'fetch by name',
    answerable: true,
    run: ({ targets }) => text(fetch(`http://localhost:${new URL(targets.http).port}/name`)),
  }),
  wayOut({
    name: 'fetch with a foreign dispatcher',
    needs: ['undici@7'],
    answerable: true,
    run: async ({ targets, load }) => {
      const { Agent } = (await load('undici@7')) as typeof import('undici7');
      return text(fetch(`${targets.http}/foreign`, { dispatcher: new Agent() } as object));
    },
  }),
  wayOut({
    name: 'fetch in a vm context',
    answerable: true,
    run: ({ targets }) => {
      const context = vm.createContext({ fetch, url: `${targets.http}/vm` });
      return vm.runInContext('fetch(url).then((response) => response.text())', context) as Promise<string>;
    },
  }),
  wayOut({
    name: 'http in a vm context',
    answerable: true,
    run: ({ targets }) => {
      const context = vm.createContext({
        http: process.getBuiltinModule('node:http'),
        url: `${targets.http}/vm-http`,
      });
      return vm.runInContext(
        `new Promise((resolve, reject) => http.get(url, (response) => response.setEncoding('utf8').on('data', resolve)).on('error', reject))`,
        context,
      ) as Promise<string>;
    },
  }),
];
