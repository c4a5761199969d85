import { mkdtemp } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Interaction } from '@agent-replay/contracts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadCassette } from '../load-cassette.ts';
import { openCassette } from '../open-cassette.ts';

const REDIRECTIONS: Record<string, [status: number, location: string]> = {
  '/kept': [307, '/there#part'],
  '/moved': [308, '/found'],
  '/found': [302, '/there'],
};

let server: Server;
let origin: string;
beforeEach(async () => {
  server = createServer(async (request, response) => {
    const body = await text(request);
    const [status, location] = REDIRECTIONS[request.url ?? ''] ?? [];
    if (status !== undefined) response.writeHead(status, { location }).end('elsewhere');
    else response.end(`${request.method} ${body}`);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => void server.close());

const ask = async (place: string, method: string): Promise<string> => {
  const body = method === 'POST' ? { body: '{"a":1}', headers: { 'content-type': 'application/json' } } : {};
  return (await fetch(origin + place, { method, ...body })).text();
};

it.each([
  ['/kept', 'POST', ['POST /kept 307 write {"a":1}', 'POST /there 200 write {"a":1}']],
  [
    '/moved',
    'POST',
    ['POST /moved 308 write {"a":1}', 'POST /found 302 write {"a":1}', 'GET /there 200 read'],
  ],
  ['/found', 'GET', ['GET /found 302 read', 'GET /there 200 read']],
])('records what %s and %s lead to as it was asked, and replays it', async (place, method, expected) => {
  const path = join(await mkdtemp(join(tmpdir(), 'tap-fetch-')), 'tool_cassettes.json');
  const recording = await openCassette({ path, mode: 'record' });
  const answer = await ask(place, method);
  await recording.close();
  expect(loadCassette(path).interactions.map(said)).toEqual(expected);

  for (const interceptor of ['msw', 'nock'] as const) {
    const cassette = await openCassette({ path, mode: 'strict', interceptor });
    expect(await ask(place, method)).toBe(answer);
    expect(await cassette.close()).toMatchObject({ misses: [], unused: [] });
  }
});

function said(interaction: Interaction): string {
  if (interaction.kind !== 'http') return interaction.kind;
  const { request, response, effect } = interaction;
  const { body } = request;
  const sent = body !== undefined && 'json' in body ? [JSON.stringify(body.json)] : [];
  return [request.method, new URL(request.url).pathname, response?.status, effect, ...sent].join(' ');
}
