import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { importInto } from './import-into.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function recording(body: string) {
  const file = join(folder, 'recording.yaml');
  await writeFile(
    file,
    `interactions:\n- request: {method: GET, uri: 'https://a.test/', headers: {}}\n  response: {status: {code: 200, message: OK}, headers: {}, body: {string: ${body}}}\n`,
  );
  return file;
}

it('writes a cassette, with large bodies in blobs named by their digest', async () => {
  const text = 'x'.repeat(70_000);
  const out = join(folder, 'out');
  await importInto(out, 'vcr', await recording(text));
  const sha = createHash('sha256').update(text).digest('hex');
  const cassette = JSON.parse(await readFile(join(out, 'tool_cassettes.json'), 'utf8'));
  expect(cassette.interactions).toHaveLength(1);
  expect(cassette.interactions[0].response.body).toEqual({ blob: sha, bytes: 70_000 });
  expect(await readdir(join(out, 'blobs'))).toEqual([sha]);
  expect(await readFile(join(out, 'blobs', sha), 'utf8')).toBe(text);
});

it('redacts before it writes, blobs included', async () => {
  const secret = `sk-${'a1B2'.repeat(8)}`;
  const out = join(folder, 'out');
  await importInto(out, 'vcr', await recording(`"${secret} ${'x'.repeat(70_000)}"`));
  const [blob] = await readdir(join(out, 'blobs'));
  const text = await readFile(join(out, 'blobs', blob ?? ''), 'utf8');
  expect(text).not.toContain(secret);
  expect(createHash('sha256').update(text).digest('hex')).toBe(blob);
});

it('writes the same bytes for the same recording', async () => {
  const file = await recording('hello');
  await importInto(join(folder, 'a'), 'vcr', file);
  await importInto(join(folder, 'b'), 'vcr', file);
  const [a, b] = await Promise.all(
    ['a', 'b'].map((name) => readFile(join(folder, name, 'tool_cassettes.json'), 'utf8')),
  );
  expect(a).toBe(b);
});

it('refuses a recording without a call to replay, with the reasons, and writes nothing', async () => {
  const file = join(folder, 'grpc.yaml');
  await writeFile(file, 'interactions:\n- {request_stream: {}, response_stream: {}}\n');
  const error = await importInto(join(folder, 'out'), 'vcr', file).catch((thrown: Error) => thrown);
  expect((error as Error).message.replaceAll(folder, '')).toMatchInlineSnapshot(`
    "Failed to import "/grpc.yaml": it holds no call that can be replayed.
      skipped  not HTTP: it holds request_stream, response_stream
      fix      name a recording of HTTP calls or WebSocket sessions"
  `);
  expect(await readdir(folder)).toEqual(['grpc.yaml']);
});
