import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { detectRecording, importRecording, type RecordingKind } from '@agent-replay/cassette';
import { type Body, type Interaction, laneOf } from '@agent-replay/contracts';
import { describe, expect, it } from 'vitest';

const folder = join(import.meta.dirname, 'recordings');

/** What the server sent, unpacked; undefined where there is no body. */
const SENT: Record<string, string | undefined> = {
  'GET /json?x=1': '{"a":1,"b":[true,null]}',
  'GET /spaced': '{ "a": 1.50, "text": "é" }\n',
  'GET /gzip': JSON.stringify({ big: 'x'.repeat(3000) }),
  'GET /br': 'brotli brotli brotli',
  'GET /binary': Buffer.from([0, 255, 254, 128, 1, 2, 3]).toString('latin1'),
  'GET /sse': 'data: {"i":0}\n\ndata: {"i":1}\n\ndata: {"i":2}\n\ndata: [DONE]\n\n',
  'GET /empty': undefined,
  'POST /echo {"q":"hello"}': '{"q":"hello"}',
  'POST /echo a=1&b=two%20words': 'a=1&b=two%20words',
  'GET /error': '{"error":"overloaded"}',
};

describe.each<[string, RecordingKind, string]>([
  ['polly-fetch.har', 'har', 'exact'],
  ['polly-node-http.har', 'har', 'exact'],
  ['playwright.har', 'har', 'exact'],
  ['playwright-attach/playwright-attach.har', 'har', 'exact'],
  ['nock-back-http.json', 'nock', 'json'],
  ['nock-back-fetch.json', 'nock', 'json'],
])('%s', (name, kind, fidelity) => {
  it('is recognised, also as .gz, and gives every body that the server sent', async () => {
    const file = join(folder, name);
    expect(await detectRecording(file)).toBe(kind);
    const { interactions } = await importRecording(kind, file);
    const received = Object.fromEntries(interactions.filter((call) => call.kind === 'http').map(bodyOf));
    delete received['GET /page'];
    const same = (text: string | undefined) =>
      fidelity === 'json' && text?.startsWith('{') ? JSON.stringify(JSON.parse(text)) : text;
    const sent = Object.fromEntries(Object.entries(SENT).map(([call, text]) => [call, same(text)]));
    expect(Object.fromEntries(Object.entries(received).map(([call, text]) => [call, same(text)]))).toEqual(
      sent,
    );

    const packed = await mkdtemp(join(tmpdir(), 'recording-'));
    await writeFile(join(packed, 'file.gz'), gzipSync(await readFile(file)));
    expect(await detectRecording(join(packed, 'file.gz'))).toBe(kind);
    if (!name.includes('attach')) {
      expect((await importRecording(kind, join(packed, 'file.gz'))).interactions).toEqual(interactions);
    }
    await rm(packed, { recursive: true });
  });
});

it('imports the WebSocket session of a Playwright archive, and names the refused connection', async () => {
  for (const name of ['playwright.har', 'playwright-attach/playwright-attach.har']) {
    const { interactions, skipped } = await importRecording('har', join(folder, name));
    expect(skipped).toEqual([{ index: 11, reason: 'no answer was recorded' }]);
    expect(interactions.at(-1)).toMatchObject({
      kind: 'websocket',
      request: { url: 'ws://127.0.0.1:8731/ws' },
      response: {
        frames: [
          { direction: 'sent', data: { text: 'hello' } },
          { direction: 'sent', data: { base64: 'AP8=' } },
          { direction: 'received', data: { text: 'echo hello' } },
          { direction: 'received', data: { base64: 'AP8=' } },
        ],
      },
    });
  }
});

it('names each body that an archive left out, instead of making up an empty one', async () => {
  const { interactions, skipped } = await importRecording('har', join(folder, 'playwright-omit.har'));
  expect(interactions.map((call) => laneOf(call))).toEqual(['GET http://127.0.0.1:8731/empty']);
  expect(skipped.map(({ reason }) => reason)).toContain('its body of 3010 bytes was not saved');
  expect(skipped).toHaveLength(12);
});

function bodyOf(interaction: Interaction): [string, string | undefined] {
  if (interaction.kind !== 'http') throw new Error('not HTTP');
  const { request, response } = interaction;
  const { pathname, search } = new URL(request.url);
  const sent = bytesOf(request.body)?.toString('utf8');
  const call = [request.method, `${pathname}${search}`, sent].filter((part) => part !== undefined).join(' ');
  const bytes = bytesOf(response?.body);
  if (bytes === undefined) return [call, undefined];
  const encoding = response?.headers.find(([header]) => header.toLowerCase() === 'content-encoding')?.[1];
  const unpacked =
    response?.unpacked === true || encoding === undefined
      ? bytes
      : encoding === 'br'
        ? brotliDecompressSync(bytes)
        : gunzipSync(bytes);
  return [call, unpacked.toString(pathname === '/binary' ? 'latin1' : 'utf8')];
}

function bytesOf(body: Body | undefined): Buffer | undefined {
  if (body === undefined) return undefined;
  if ('json' in body) return Buffer.from(JSON.stringify(body.json));
  if ('text' in body) return Buffer.from(body.text);
  if ('base64' in body) return Buffer.from(body.base64, 'base64');
  throw new Error('no such form');
}
