import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keepInPlace } from './keep-in-place.ts';
import { openCassette } from './open-cassette.ts';

const { fetch: realFetch } = globalThis;
let server: Server;
let url: string;
let folder: string;
let leave: () => Promise<void>;

beforeEach(async () => {
  server = createServer((_, response) => response.end('real'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  folder = mkdtempSync(join(tmpdir(), 'keep-in-place-'));
  const interaction = {
    id: '1',
    lane: 'GET http://api.test/a',
    kind: 'http',
    effect: 'read',
    request: { method: 'GET', url: 'http://api.test/a', headers: [] },
    response: { status: 200, headers: [], body: { text: 'taped' } },
  };
  writeFileSync(join(folder, 'tool_cassettes.json'), JSON.stringify({ interactions: [interaction] }));
  leave = keepInPlace();
});

afterEach(async () => {
  await leave();
  expect(globalThis.fetch).toBe(realFetch);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

const textOf = async (address: string): Promise<string> => (await fetch(address)).text();

async function replay(): Promise<string> {
  const cassette = await openCassette({ path: folder });
  try {
    return await textOf('http://api.test/a');
  } finally {
    expect((await cassette.close()).misses).toEqual([]);
  }
}

it('answers from each tape, and keeps what stands before the clients from one to the next', async () => {
  expect(await replay()).toBe('taped');
  const kept = globalThis.fetch;
  expect(kept).not.toBe(realFetch);
  expect(await replay()).toBe('taped');
  expect(globalThis.fetch).toBe(kept);
});

it('lets calls out while no tape is open, and none of the next tape by a connection that is left of them', async () => {
  expect(await replay()).toBe('taped');
  expect(await textOf(url)).toBe('real');
  const cassette = await openCassette({ path: folder });
  await expect(fetch(url)).rejects.toThrow('fetch failed');
  expect((await cassette.close()).misses).toHaveLength(1);
  expect(await textOf(url)).toBe('real');
});

it("refuses a call of an earlier tape's code as late, also between tapes", async () => {
  const cassette = await openCassette({ path: folder });
  const { promise: end, resolve: goOn } = Promise.withResolvers<void>();
  const late = cassette.run(async () => {
    await end;
    return fetch(url);
  });
  await cassette.close();
  goOn();
  await expect(late).rejects.toMatchObject({ cause: { code: 'CASSETTE_CLOSED' } });
  expect(cassette.ledger().blocked).toMatchObject([{ code: 'CASSETTE_CLOSED', target: `GET ${url}` }]);
});

it('is put in place anew where somebody has put another fetch in its place', async () => {
  expect(await replay()).toBe('taped');
  const own = async (): Promise<Response> => new Response('mocked');
  globalThis.fetch = own;
  expect(await replay()).toBe('taped');
  await leave();
  expect(globalThis.fetch).toBe(own);
  globalThis.fetch = realFetch;
  leave = keepInPlace();
});
