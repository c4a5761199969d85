import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { detectRecording } from './detect-recording.ts';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'detect-'))));
afterAll(() => rm(folder, { recursive: true }));

it.each([
  ['interactions:\n- request: {}\nversion: 1\n', 'vcr'],
  ['version: 1\ninteractions: []\n', 'vcr'],
  ['---\nhttp_interactions: []\n', 'vcr'],
  ['{"interactions": [], "version": 1}', 'vcr'],
  ['requests: []\nresponses: []\n', 'vcr'],
  ['{"requests": [], "responses": []}', 'vcr'],
  ['requests: []\n', undefined],
  ['{"log": {"version": "1.2", "entries": []}}', 'har'],
  ['\uFEFF{"log": {"entries": []}}', 'har'],
  ['log:\n  entries: []\n', 'har'],
  ['[{"scope": "https://a.test:443", "method": "GET", "path": "/"}]', 'nock'],
  ['[{"Request": {}, "Response": {}}]', 'vcr'],
  ['[{"a": 1}]', undefined],
  ['hello: world', undefined],
  ['', undefined],
])('tells %j as %s, plain and gzipped', async (text, kind) => {
  const file = join(folder, 'file');
  await writeFile(file, text);
  expect(await detectRecording(file)).toBe(kind);
  await writeFile(file, gzipSync(text));
  expect(await detectRecording(file)).toBe(kind);
});

it.each([
  ['{"mappings": [{"request": {"urlPath": "/x"}, "response": {}}]}', 'stubs of WireMock, no recording'],
  ['{"request": {"method": "GET", "url": "/x"}, "response": {}}', 'a stub of WireMock, no recording'],
  ['{"data": {"pairs": []}, "meta": {"schemaVersion": "v5"}}', 'a simulation of Hoverfly, no recording'],
  ['{"info": {"schema": "https://schema.getpostman.com/v2.1"}, "item": []}', 'a collection of Postman'],
  ['2134:5:error,0:~8:response,1190:11:httpversion,8:1:1#1:1#]\xff', 'flows of mitmproxy'],
  ['7780:6:marked;5:false!11:client_conn;', 'flows of mitmproxy'],
])('refuses %j by the name of what it is', async (text, what) => {
  const file = join(folder, 'other');
  await writeFile(file, text, 'latin1');
  await expect(detectRecording(file)).rejects.toMatchObject({
    code: 'IMPORT_FAILED',
    message: expect.stringContaining(`it holds ${what}`) as string,
  });
});
