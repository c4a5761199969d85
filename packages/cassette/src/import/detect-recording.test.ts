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
