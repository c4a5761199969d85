import { writeFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Interaction } from '@agent-replay/contracts';
import { createRedactor, writeJsonAtomic } from '@agent-replay/redaction';
import { expect, it } from 'vitest';
import { importRecording } from '../import/import-recording.ts';
import { exportHar } from './export-har.ts';

const packed = gzipSync('hello').toString('base64');

const interactions: Interaction[] = [
  {
    id: '0001',
    kind: 'http',
    effect: 'write',
    request: {
      method: 'POST',
      url: 'https://a.test/x?q=1',
      headers: [['Content-Type', 'application/json']],
      body: { json: { a: 1 } },
    },
    response: {
      status: 200,
      headers: [
        ['X-A', '1'],
        ['x-a', '2'],
        ['content-encoding', 'gzip'],
      ],
      body: { base64: packed },
    },
    timing: { started_ms: 5, duration_ms: 7 },
  },
  { id: '2', kind: 'tool', effect: 'read', request: { name: 'search', arguments: {} } },
  {
    id: '3',
    kind: 'http',
    effect: 'read',
    request: { method: 'GET', url: 'https://a.test/sse', headers: [] },
    response: {
      status: 200,
      headers: [],
      body: {
        chunks: [
          { at_ms: 0, text: 'data: é\n' },
          { at_ms: 9, base64: '/w==' },
        ],
      },
    },
    timing: { started_ms: 20, duration_ms: 9 },
  },
  {
    id: '4',
    kind: 'websocket',
    effect: 'write',
    request: { url: 'wss://a.test/ws' },
    response: {
      frames: [
        { direction: 'sent', at_ms: 0, data: { json: { hi: true } } },
        { direction: 'received', at_ms: 12, data: { base64: 'AAE=' } },
      ],
    },
  },
  {
    id: '5',
    kind: 'http',
    effect: 'read',
    request: { method: 'GET', url: 'https://a.test/down', headers: [] },
    error: { name: 'Error', message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' },
  },
];

it('writes a HAR that imports to the same calls, and names what it left out', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'har-'));
  try {
    const cassette = join(folder, 'tool_cassettes.json');
    await writeJsonAtomic(cassette, { interactions }, { redactor: createRedactor() });
    const file = join(folder, 'out.har');
    expect(await exportHar(cassette, file)).toEqual({ left_out: ['2'] });
    const { log } = JSON.parse(await readFile(file, 'utf8'));
    expect(log.entries[0].startedDateTime).toBe('1970-01-01T00:00:00.005Z');
    expect(log.entries[0].response.content).toEqual({ size: 5, mimeType: 'x-unknown', text: 'hello' });

    const again = await importRecording('har', file);
    expect(again.skipped).toEqual([{ index: 3, reason: 'no answer was recorded: ECONNREFUSED' }]);
    const [post, sse, socket] = again.interactions;
    expect(post).toMatchObject({
      ...interactions[0],
      timing: { started_ms: 5, duration_ms: 7 },
      response: { status: 200, unpacked: true, body: { text: 'hello' } },
    });
    expect(sse).toMatchObject({
      response: {
        body: { base64: Buffer.concat([Buffer.from('data: é\n'), Buffer.of(255)]).toString('base64') },
      },
    });
    expect(socket).toMatchObject({
      request: { url: 'wss://a.test/ws' },
      response: { frames: [{ data: { text: '{"hi":true}' } }, { at_ms: 12, data: { base64: 'AAE=' } }] },
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('refuses what is no cassette', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'har-'));
  await writeFile(join(folder, 'tool_cassettes.json'), '{');
  await expect(exportHar(join(folder, 'tool_cassettes.json'), join(folder, 'x.har'))).rejects.toMatchObject({
    code: 'CASSETTE_CORRUPT',
  });
  await rm(folder, { recursive: true });
});
