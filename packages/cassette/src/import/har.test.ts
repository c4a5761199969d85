import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCassette } from '../open-cassette.ts';
import { importRecording } from './import-recording.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'har-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Sides {
  request: object;
  response: object;
}

async function read(...sides: Sides[]) {
  const entries = sides.map(({ request, response }, index) => ({
    startedDateTime: new Date(index).toISOString(),
    time: 5,
    request: { method: 'GET', headers: [], ...request },
    response: { status: 200, statusText: 'OK', headers: [], content: { size: 0 }, ...response },
  }));
  const file = join(folder, 'recording.har.gz');
  await writeFile(file, gzipSync(JSON.stringify({ log: { version: '1.2', entries } })));
  return importRecording('har', file);
}

it('replays what HTTP/2, decoded bodies and wrong sizes leave of a call', async () => {
  const url = 'https://h2.test/a';
  const { interactions } = await read({
    request: {
      url: `${url}#part`,
      headers: [
        { name: ':method', value: 'GET' },
        { name: ':authority', value: 'h2.test' },
        { name: 'GET /a?to=https', value: '//h2.test/' },
        { name: 'accept', value: '*/*' },
      ],
    },
    response: {
      headers: [
        { name: ':status', value: '200' },
        { name: 'content-encoding', value: 'gzip' },
        { name: 'set-cookie', value: 'a=1\nb=2' },
      ],
      content: { size: 9999, mimeType: 'application/json', text: '{"decoded":"ü"}' },
    },
  });
  expect(interactions).toMatchObject([{ request: { headers: [['accept', '*/*']] } }]);
  const cassette = await openCassette({ path: 'har', interactions });
  const response = await fetch(url);
  expect(await response.json()).toEqual({ decoded: 'ü' });
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(response.headers.get('content-encoding')).toBe('gzip');
  expect((await cassette.close()).misses).toEqual([]);
});

it('takes the type of a form from beside its fields', async () => {
  const { interactions } = await read({
    request: {
      method: 'POST',
      url: 'https://h2.test/form',
      postData: {
        mimeType: 'application/x-www-form-urlencoded',
        params: [
          { name: 'a b', value: '1&2' },
          { name: 'ü', value: 'é' },
        ],
      },
    },
    response: { content: { size: 3, encoding: 'base64', text: 'AP8B' } },
  });
  const cassette = await openCassette({ path: 'har', interactions });
  const body = new URLSearchParams({ 'a b': '1&2', ü: 'é' });
  const response = await fetch('https://h2.test/form', { method: 'POST', body });
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([0, 255, 1]));
  await cassette.close();
});

it('names what was never answered, and what was not saved', async () => {
  const { interactions, skipped } = await read(
    { request: { url: 'https://h2.test/' }, response: { status: 0, _error: 'net::ERR_FAILED' } },
    { request: { url: 'https://h2.test/' }, response: { content: { size: 7 } } },
    { request: { url: 'data:text/plain,x' }, response: {} },
  );
  expect(interactions).toEqual([]);
  expect(skipped.map(({ reason }) => reason)).toEqual([
    'no answer was recorded: net::ERR_FAILED',
    'its body of 7 bytes was not saved',
    'not HTTP: data:',
  ]);
});

it('names an entry that holds half of a call', async () => {
  const file = join(folder, 'half.har');
  await writeFile(file, JSON.stringify({ log: { entries: [{ request: {} }, { response: {} }] } }));
  const { skipped } = await importRecording('har', file);
  expect(skipped.map(({ reason }) => reason)).toEqual(['it has no response', 'it has no request']);
});

it('reads an archive in YAML, and a body that was kept as its value', async () => {
  const file = join(folder, 'recording.har.yaml');
  await writeFile(
    file,
    `log:
  version: "1.2"
  creator: { name: Polly.JS, version: 6.0.6 }
  entries:
    - request:
        method: POST
        url: https://h2.test/graphql
        headers: [{ name: content-type, value: application/json }]
        postData: { mimeType: application/json, textJSON: { query: hi } }
      response: { status: 200, headers: [], content: { size: 2, encoding: base64, text: b2s= } }
`,
  );
  expect(await importRecording('har', file)).toMatchObject({
    skipped: [],
    interactions: [{ request: { body: { json: { query: 'hi' } } }, response: { body: { text: 'ok' } } }],
  });
});

it('answers a form in parts of which the archive has the fields alone', async () => {
  const form = (params: object[], mimeType = 'multipart/form-data; boundary=kept') => ({
    request: { method: 'POST', url: 'https://h2.test/form', postData: { mimeType, params } },
    response: { content: { size: 2, text: 'ok' } },
  });
  const params = [
    { name: 'a "b"', value: 'é' },
    { name: 'file', fileName: 'x.txt', contentType: 'text/plain', value: 'text' },
  ];
  const { interactions, skipped } = await read(
    form(params),
    form(params, 'multipart/form-data'),
    form([{ name: 'file', fileName: 'x.png' }]),
  );
  expect(skipped).toEqual([{ index: 2, reason: 'the file "x.png" of its form was not saved' }]);
  const cassette = await openCassette({ path: 'har', interactions });
  for (let call = 0; call < 2; call += 1) {
    const body = new FormData();
    body.set('a "b"', 'é');
    body.set('file', new Blob(['text'], { type: 'text/plain' }), 'x.txt');
    expect(await (await fetch('https://h2.test/form', { method: 'POST', body })).text()).toBe('ok');
  }
  expect(await cassette.close()).toMatchObject({ misses: [], unused: [] });
});

it('takes for base64 only what can be that, whatever the archive calls it', async () => {
  const answer = (url: string, text: string) => ({
    request: { method: 'POST', url, postData: { mimeType: 'text/plain', encoding: 'base64', text } },
    response: {
      headers: [{ name: 'content-encoding', value: 'gzip' }],
      content: { size: text.length, encoding: 'base64', text },
    },
  });
  const list = '[{"id":1}]';
  const { interactions } = await read(
    answer('https://h2.test/object', '{"id":1}'),
    answer('https://h2.test/list', list),
    answer('https://h2.test/broken', '["id'),
    answer('https://h2.test/words', 'eyJh\nZA=='),
  );
  expect(interactions).toMatchObject(
    [{ json: { id: 1 } }, { json: [{ id: 1 }] }, { text: '["id' }, { text: '{"ad' }].map((body) => ({
      request: { body },
      response: { body, unpacked: true },
    })),
  );
});

it('takes packed chunks in hex for what they are, though the archive says nothing of them', async () => {
  const packed = gzipSync('packed').toString('hex');
  const chunks = JSON.stringify([packed.slice(0, 20), packed.slice(20)]);
  const answer = (url: string, headers: object[], text: string) => ({
    request: { url },
    response: { headers, content: { size: text.length, text } },
  });
  const gzip = [{ name: 'content-encoding', value: ['gzip'] }];
  const { interactions } = await read(
    answer('https://h2.test/packed', gzip, chunks),
    answer('https://h2.test/list', gzip, '["ab","cd"]'),
    answer('https://h2.test/plain', [], chunks),
  );
  const cassette = await openCassette({ path: 'har', interactions });
  const textOf = async (path: string) => (await fetch(`https://h2.test/${path}`)).text();
  expect([await textOf('packed'), await textOf('list'), await textOf('plain')]).toEqual([
    'packed',
    '["ab","cd"]',
    chunks,
  ]);
  await cassette.close();
});
