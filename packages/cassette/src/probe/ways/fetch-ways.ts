import { Session } from 'node:inspector/promises';
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
    name: 'fetch out of a vm context',
    answerable: true,
    run: ({ targets }) =>
      vm.runInNewContext('outer.constructor.constructor("return fetch")()(url).then((r) => r.text())', {
        outer: {},
        url: `${targets.http}/escaped`,
      }) as Promise<string>,
  }),
  wayOut({
    name: 'fetch in an imported data: URL',
    answerable: true,
    run: async ({ targets, load }) => {
      const code = `export default await (await fetch(${JSON.stringify(`${targets.http}/data`)})).text()`;
      return ((await load(`data:text/javascript,${encodeURIComponent(code)}`)) as { default: string })
        .default;
    },
  }),
  wayOut({
    name: 'fetch through the inspector',
    answerable: true,
    run: async ({ targets }) => {
      const session = new Session();
      session.connect();
      const { result } = await session.post('Runtime.evaluate', {
        expression: `fetch(${JSON.stringify(`${targets.http}/inspected`)}).then((r) => r.text())`,
        awaitPromise: true,
      });
      if (typeof result.value !== 'string') throw new Error(result.description);
      return result.value;
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
