import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readTraces } from './read-traces.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-traces-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function written(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

it('takes the spans of lines, whatever other signals are between them, and leaves a cut last line out', async () => {
  const lines = [
    '{"resourceMetrics":["\uFFFD"]}',
    '{"resourceSpans":[1]}',
    '{"resourceSpans":[2]}',
    '{"resourceLogs":[3]}',
    '{"resourceSp',
  ];
  expect(await readTraces(written('lines', lines.join('\n')))).toEqual({
    resourceSpans: [1, 2],
    resourceLogs: [3],
  });
});

// ExportTraceServiceRequest { resource_spans { resource { attributes { key: "service.name" } } } }, and a frame of zstd.
it.each([
  ['protobuf', '0a120a100a0e0a0c736572766963652e6e616d65ff'],
  ['zstd', '28b52ffd0458'],
])('says how to get JSON where there is %s', async (name, hex) => {
  const file = written(name, Buffer.from(hex, 'hex'));
  await expect(readTraces(file)).rejects.toThrow(`Failed to import "${file}": it is no text.
  fix  it may be OTLP in protobuf: write JSON, with @opentelemetry/exporter-trace-otlp-http, or with "format: json" and no "compression" in the collector’s file exporter`);
});

it('refuses JSON that is cut off', async () => {
  const file = written('cut', '{"resourceSpans":[{"scope');
  await expect(readTraces(file)).rejects.toThrow(
    `Failed to import "${file}": it is neither JSON nor JSON lines.`,
  );
});
