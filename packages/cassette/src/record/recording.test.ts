import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, get, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Interaction } from '@agent-replay/contracts';
import { request as ask } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCassette } from '../open-cassette.ts';

let server: Server;
let origin: string;
let hits: number;
let answer: RequestListener;
let folder: string;
beforeEach(async () => {
  hits = 0;
  answer = (_, response) => response.end('live');
  server = createServer((request, response) => {
    hits += 1;
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = await mkdtemp(join(tmpdir(), 'recording-'));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

describe('a recording', () => {
  const record = async (): Promise<string> => {
    const recorder = await openCassette({ path: folder, mode: 'record' });
    await (await fetch(`${origin}/small`)).text();
    await (await fetch(`${origin}/large`)).text();
    await recorder.close();
    return readFile(join(folder, 'tool_cassettes.json'), 'utf8');
  };

  it('holds large bodies in blobs, and replays them', async () => {
    const large = 'many words '.repeat(200_000);
    answer = (request, response) => response.end(request.url === '/large' ? large : 'small');
    const text = await record();
    expect(text.length).toBeLessThan(4000);
    expect(await readdir(join(folder, 'blobs'))).toHaveLength(1);
    const cassette = await openCassette({ path: folder });
    expect(await (await fetch(`${origin}/large`)).text()).toBe(large);
    expect(await (await fetch(`${origin}/small`)).text()).toBe('small');
    expect((await cassette.close()).unused).toEqual([]);
    const { interactions } = JSON.parse(text) as { interactions: Interaction[] };
    const inMemory = await openCassette({ path: folder, interactions });
    expect(await (await fetch(`${origin}/large`)).text()).toBe(large);
    expect((await inMemory.close()).misses).toEqual([]);
    expect(hits).toBe(2);
  });

  it('takes a third again of what went over it, a block of lines a call', async () => {
    const text = 'so many words '.repeat(50);
    answer = (request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ id: request.url, text }));
    };
    const recorder = await openCassette({ path: folder, mode: 'record' });
    for (let page = 0; page < 100; page += 1) await (await fetch(`${origin}/v1/items?page=${page}`)).json();
    await recorder.close();
    const tape = await readFile(join(folder, 'tool_cassettes.json'), 'utf8');
    expect(tape.length).toBeLessThan(120_000);
    const blocks = tape.split('\n},\n{\n');
    expect(blocks).toHaveLength(100);
    expect(
      blocks[1]?.split('\n').map((line) => line.replace(/(date",")[^"]+/, '$1then').slice(0, 100)),
    ).toEqual([
      ' "id":"0002","kind":"http","effect":"read",',
      ` "request":{"method":"GET","url":"${origin}/v1/items?page=1","headers":[]},`,
      ' "response":{',
      '  "status":200,',
      '  "headers":[',
      '   ["connection","keep-alive"],["content-length","735"],["content-type","application/json"],',
      '   ["date","then"],["keep-alive","timeout=5"]',
      '  ],',
      '  "body":{"json":{',
      '   "id":"/v1/items?page=1",',
      expect.stringMatching(/^ {3}"text":"so many words so many/),
      '  }}',
      ' },',
      expect.stringMatching(/^ "timing":\{"started_ms":\d+,"duration_ms":\d+\}$/),
    ]);
  });

  it("keeps a reason phrase that is not the status code's own, and none", async () => {
    const phrases = ['OK', 'Fine By Me', ''];
    answer = (request, response) => {
      response.writeHead(200, phrases[Number(request.url?.[1])] ?? 'unknown');
      response.end();
    };
    const seen = async () => {
      const asked = phrases.map(async (_, at) => (await fetch(`${origin}/${at}`)).statusText);
      const http = phrases.map(async (_, at) => {
        const [response] = (await once(get(`${origin}/${at}/http`), 'response')) as [IncomingMessage];
        response.resume();
        return response.statusMessage;
      });
      const undici = phrases.map(async (_, at) => (await ask(`${origin}/${at}/undici`)).statusText);
      return Promise.all([...asked, ...http, ...undici]);
    };
    const recorder = await openCassette({ path: folder, mode: 'record' });
    const live = await seen();
    await recorder.close();
    const { interactions } = JSON.parse(await readFile(join(folder, 'tool_cassettes.json'), 'utf8')) as {
      interactions: { response: object }[];
    };
    expect(interactions.filter(({ response }) => !('reason' in response))).toHaveLength(3);
    for (const interceptor of ['msw', 'nock'] as const) {
      const cassette = await openCassette({ path: folder, interceptor });
      expect(await seen()).toEqual(live);
      expect((await cassette.close()).misses).toEqual([]);
    }
    expect(live).toEqual([...phrases, ...phrases, ...phrases]);
  });

  it("has trailers for undici's clients", async () => {
    answer = (_, response) => {
      response.writeHead(200, { trailer: 'X-Sum' });
      response.write('body');
      response.addTrailers({ 'X-Sum': 'é1' });
      response.end();
    };
    const read = async () => {
      const { body, trailers } = await ask(origin);
      return [await body.text(), trailers];
    };
    const recorder = await openCassette({ path: folder, mode: 'record' });
    const live = await read();
    await recorder.close();
    for (const interceptor of ['msw', 'nock'] as const) {
      const cassette = await openCassette({ path: folder, interceptor });
      expect(await read()).toEqual(live);
      await cassette.close();
    }
    expect(live).toEqual(['body', { 'x-sum': 'é1' }]);
  });

  it('is made anew by what a miss says, put into a test as it stands', async () => {
    await record();
    const cassette = await openCassette({ path: folder });
    await fetch(`${origin}/new`).catch(() => undefined);
    const [miss] = (await cassette.close()).misses;
    const [, options = ''] = /openCassette\((\{.*\})\)$/.exec(miss?.fix ?? '') ?? [];
    const again = await openCassette(
      JSON.parse(options.replace(/(path|mode):/g, '"$1":')) as Parameters<typeof openCassette>[0],
    );
    expect(await (await fetch(`${origin}/new`)).text()).toBe('live');
    await again.close();
    const mended = await openCassette({ path: folder });
    expect(await (await fetch(`${origin}/new`)).text()).toBe('live');
    expect((await mended.close()).misses).toEqual([]);
    expect(hits).toBe(3);
  });

  it.each(['changed', 'gone'])('is a miss where the file of a body is %s', async (what) => {
    answer = (_, response) => response.end('many words '.repeat(10_000));
    await record();
    const blobs = join(folder, 'blobs');
    const [name = ''] = await readdir(blobs);
    await (what === 'gone' ? rm(join(blobs, name)) : writeFile(join(blobs, name), 'x'));
    const cassette = await openCassette({ path: folder });
    await expect(fetch(`${origin}/large`)).rejects.toMatchObject({ cause: { code: 'MISS' } });
    await expect(
      new Promise((resolve, reject) => get(`${origin}/small`, resolve).on('error', reject)),
    ).rejects.toMatchObject({ code: 'MISS' });
    const { misses } = await cassette.close();
    expect(misses.map(({ message }) => message.split(':')[0])).toEqual([
      `Failed to read the blob "${join(blobs, name)}"`,
      `Failed to read the blob "${join(blobs, name)}"`,
    ]);
  });

  it('is never taken for empty when it is cut off', async () => {
    const text = await record();
    await writeFile(join(folder, 'tool_cassettes.json'), text.slice(0, -2));
    await expect(openCassette({ path: folder })).rejects.toMatchObject({ code: 'CASSETTE_CORRUPT' });
  });
});
