import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCassette } from '../open-cassette.ts';
import { importRecording } from './import-recording.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nock-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('replays every form in which nock back keeps answers', async () => {
  const definitions = [
    {
      scope: 'https://nk.test:443',
      method: 'GET',
      path: '/json',
      body: '',
      status: 200,
      response: { ok: true },
      rawHeaders: ['Content-Type', 'application/json', 'X-A', '1', 'x-a', '2'],
    },
    {
      scope: 'http://nk.test:8080',
      method: 'POST',
      path: '/hex?x=%20y',
      body: { k: 'v' },
      status: 200,
      response: Buffer.from([0, 255]).toString('hex'),
      rawHeaders: { 'content-type': 'image/png' },
      responseIsBinary: true,
    },
    {
      scope: 'http://nk.test:80',
      method: 'GET',
      path: '/packed',
      status: 200,
      response: [gzipSync('packed').toString('hex')],
      rawHeaders: ['Content-Encoding', 'gzip'],
    },
    { scope: 'http://nk.test:80', method: 'GET', path: '/list', status: 500, response: ['x'] },
  ];
  const file = join(folder, 'recording.json');
  await writeFile(file, JSON.stringify(definitions));
  const { interactions, skipped } = await importRecording('nock', file);
  expect(skipped).toEqual([]);
  const cassette = await openCassette({ path: 'nock', interactions });
  const json = await fetch('https://nk.test/json');
  expect([await json.json(), json.headers.get('x-a')]).toEqual([{ ok: true }, '1, 2']);
  const posted = await fetch('http://nk.test:8080/hex?x=+y', { method: 'POST', body: '{"k":"v"}' });
  expect(new Uint8Array(await posted.arrayBuffer())).toEqual(new Uint8Array([0, 255]));
  expect(await (await fetch('http://nk.test/packed')).text()).toBe('packed');
  const list = await fetch('http://nk.test/list');
  expect([list.status, await list.json()]).toEqual([500, ['x']]);
  expect(await cassette.close()).toMatchObject({ misses: [], unused: [] });
});
