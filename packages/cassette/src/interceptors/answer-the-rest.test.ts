import * as http from 'node:http';
import { createRequire } from 'node:module';
import type { Interaction } from '@agent-replay/contracts';
import { http as handle, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCassette } from '../open-cassette.ts';

// Imported, nock is active.
nock.restore();

const recorded = (path: string, body?: string): Interaction => ({
  id: path,
  lane: `POST http://api.test${path}`,
  kind: 'http',
  effect: 'read',
  request: {
    method: 'POST',
    url: `http://api.test${path}`,
    headers: [],
    ...(body !== undefined && { body: { text: body } }),
  },
  response: { status: 200, headers: [], body: { text: `tape ${path}` } },
});

const ask = {
  fetch: async (path: string) => (await fetch(`http://${path}`, { method: 'POST', body: 'q' })).text(),
  http: (path: string) =>
    new Promise<string>((resolve, reject) => {
      const request = http.request(`http://${path}`, { method: 'POST' }, (response) => {
        let text = '';
        response.on('data', (chunk) => (text += String(chunk)));
        response.on('end', () => resolve(text));
      });
      request.on('error', reject);
      request.end('q');
    }),
};

/** As the modules have them: their names in ES modules lag behind. */
const entrances = () => {
  const { request } = process.getBuiltinModule('node:http');
  return [globalThis.fetch, request];
};

const users = {
  msw() {
    const server = setupServer(
      handle.post('http://api.test/mine', async ({ request }) =>
        HttpResponse.text(`user ${await request.text()}`),
      ),
    );
    server.listen({ onUnhandledFrame: 'error', quiet: true } as never);
    return () => server.close();
  },
  nock() {
    nock.activate();
    nock.disableNetConnect();
    nock('http://api.test').persist().post('/mine', 'q').reply(200, 'user q');
    return () => {
      nock.cleanAll();
      nock.enableNetConnect();
      nock.restore();
    };
  },
};

describe.each(Object.keys(users) as (keyof typeof users)[])('beside the mocks of %s', (user) => {
  let stop: () => void;
  beforeEach(() => {
    stop = users[user]();
  });
  afterEach(() => stop());

  it.each(['msw', 'nock'] as const)(
    'the user is asked first, the tape answers the rest, and the ledger has only that: through %s',
    async (interceptor) => {
      const before = entrances();
      const clients = Object.values(ask);
      const interactions = clients.flatMap(() => [recorded('/mine', 'q'), recorded('/tape', 'q')]);
      const other = clients.map(() => ({
        ...recorded('/', 'q'),
        request: { ...recorded('/', 'q').request, url: 'http://other.test/' },
      }));
      const cassette = await openCassette({
        path: 'x',
        interceptor,
        interactions: [...interactions, ...other],
      });
      for (const client of clients) {
        expect(await client('api.test/mine')).toBe('user q');
        expect(await client('api.test/tape')).toBe('tape /tape');
        expect(await client('other.test/')).toBe('tape /');
        await expect(client('api.test/none')).rejects.toMatchObject(
          client === ask.fetch ? { cause: { code: 'MISS' } } : { code: 'MISS' },
        );
      }
      const { served, misses, unused } = await cassette.close();
      expect(served).toEqual(['/tape', '/', '/tape', '/']);
      expect(misses.map(({ call }) => call)).toEqual(clients.map(() => 'POST http://api.test/none'));
      expect(unused).toEqual(['/mine', '/mine']);
      expect(entrances().every((each, at) => each === before[at])).toBe(true);
      expect(await ask.fetch('api.test/mine')).toBe('user q');
    },
  );
});

it('leaves every entrance of a process as it was, from the first cassette on', async () => {
  const { Socket } = createRequire(import.meta.url)('node:net') as typeof import('node:net');
  const take = () => [
    globalThis.fetch,
    globalThis.WebSocket,
    process.getBuiltinModule('node:http').request,
    process.getBuiltinModule('node:https').request,
    process.getBuiltinModule('node:http2').connect,
    process.getBuiltinModule('node:net').connect,
    Object.getOwnPropertyDescriptor(Socket.prototype, 'connect')?.value as unknown,
    Object.getOwnPropertyDescriptor(http.Agent.prototype, 'addRequest')?.value as unknown,
  ];
  const before = take();
  for (const interceptor of ['msw', 'nock'] as const) {
    const options = { interceptor, scope: 'async', interactions: [] } as const;
    const one = await openCassette({ ...options, path: 'one' });
    const two = await openCassette({ ...options, path: 'two' });
    await one.close();
    await two.close();
    expect(take().map((each, at) => each === before[at])).toEqual(before.map(() => true));
  }
});
