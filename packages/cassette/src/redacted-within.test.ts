import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { openCassette } from './open-cassette.ts';

let server: Server;
let address: string;
let folder: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    // What is no text comes back as it was sent.
    request.on('end', () => response.end(Buffer.concat([Buffer.from([0, 255]), ...parts])));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => new Promise((resolve) => void server.close(resolve)));
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'redacted-within-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

/** One that is closed also when its test fails. */
async function open(options: Parameters<typeof openCassette>[0]): ReturnType<typeof openCassette> {
  const cassette = await openCassette(options);
  onTestFinished(async () => void (await cassette.close()));
  return cassette;
}

const letter = (name: string): string => `Dear ${name}@nordhaus.example.se, thank you for the order`;
const json = (value: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ a: value }),
});
const bytes = (body: Uint8Array): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/octet-stream' },
  body: new Uint8Array(body),
});
const withFile = (text: string): RequestInit => {
  const body = new FormData();
  body.append('letter', text);
  body.append('file', new Blob([new Uint8Array([255, 216, 0, 7])]), 'x.bin');
  return { method: 'POST', body };
};

const WAYS: [string, (text: string) => RequestInit][] = [
  ['base64', (text) => json(Buffer.from(text).toString('base64'))],
  ['base64url', (text) => json(Buffer.from(text).toString('base64url'))],
  ['hex', (text) => json(Buffer.from(text).toString('hex'))],
  ['a data: URL', (text) => json(`data:text/plain;base64,${Buffer.from(text).toString('base64')}`)],
  ['gzip in base64', (text) => json(gzipSync(text).toString('base64'))],
  ['UTF-16 in base64', (text) => json(Buffer.from(text, 'utf16le').toString('base64'))],
  [
    'base64 in base64',
    (text) => {
      const within = JSON.stringify({ b: Buffer.from(text).toString('base64') });
      return json(Buffer.from(within).toString('base64'));
    },
  ],
  ['bytes', (text) => bytes(Buffer.concat([Buffer.from([255, 0]), Buffer.from(text), Buffer.from([200])]))],
  ['zlib in base64', (text) => json(deflateSync(text).toString('base64'))],
  ['zlib in hex', (text) => json(deflateSync(text).toString('hex'))],
  ['gzip in upper-case hex', (text) => json(gzipSync(text).toString('hex').toUpperCase())],
  ['UTF-16 in hex', (text) => json(Buffer.from(text, 'utf16le').toString('hex'))],
  ['a form', (text) => ({ method: 'POST', body: new URLSearchParams({ d: JSON.stringify({ text }) }) })],
  ['an address in JSON', (text) => json(`https://a.example/?d=${encodeURIComponent(text)}`)],
  [
    'an address in an address',
    (text) => {
      const inner = `https://a.example/?d=${encodeURIComponent(text)}`;
      return json(`https://b.example/?to=${encodeURIComponent(inner)}`);
    },
  ],
  ['bytes of zlib', (text) => bytes(deflateSync(text))],
  ['bytes of gzip', (text) => bytes(gzipSync(text))],
  ['a form with a file', withFile],
];

it.each(WAYS)('a request with something of a person in %s is the same as one of another', async (_, make) => {
  const recorder = await open({ path: folder, mode: 'record' });
  await (await fetch(address, make(letter('anna.berg')))).arrayBuffer();
  await recorder.close();
  for (const name of ['anna.berg', 'otto.lind']) {
    const cassette = await open({ path: folder });
    await (await fetch(address, make(letter(name)))).arrayBuffer();
    const { misses } = await cassette.close();
    expect(misses).toEqual([]);
  }
});

it('leaves no secret in the bytes of a body', async () => {
  const recorder = await open({ path: folder, mode: 'record' });
  const body = withFile(letter('anna.berg'));
  (body.body as FormData).append('password', 'hunter2pass');
  await (await fetch(address, body)).arrayBuffer();
  await recorder.close();
  const tape = await readFile(join(folder, 'tool_cassettes.json'), 'utf8');
  const written = [...tape.matchAll(/"base64":"([^"]+)"/g)].map(([, text = '']) =>
    Buffer.from(text, 'base64').toString('latin1'),
  );
  expect(written).toHaveLength(2);
  for (const text of written) {
    expect(text).toContain('[REDACTED:email:00000000]');
    expect(text).toContain('[REDACTED:password:00000000]');
    expect(text).not.toMatch(/anna\.berg|hunter2pass/);
  }
});
