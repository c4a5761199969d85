import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { detectKind } from './detect-kind.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'detect-kind-'))));
afterAll(() => rm(folder, { recursive: true }));

// What agents that report to LangSmith or Langfuse send is on their recordings.
const RUN = { id: '1', run_type: 'llm', name: 'step' };
const OBSERVATION = { id: '1', traceId: '2', type: 'SPAN', parentObservationId: null };
const exchange = (body: object) => ({
  scope: 'https://api.smith.langchain.com:443',
  method: 'POST',
  path: '/runs',
  body,
  status: 202,
  response: {},
});
const yaml = (body: object) => `interactions:
- request:
    body: '${JSON.stringify(body)}'
    method: POST
    uri: https://api.smith.langchain.com/runs
  response: {}
version: 1
`;

it.each([
  ['a recording of vcrpy that holds a run', yaml(RUN), 'vcr'],
  ['a recording of vcrpy that holds an observation', yaml(OBSERVATION), 'vcr'],
  ['one in JSON', JSON.stringify({ interactions: [{ request: { body: RUN }, response: {} }] }), 'vcr'],
  ['a recording of nock that holds a run', JSON.stringify([exchange(RUN)]), 'nock'],
  [
    'a HAR that holds an observation',
    JSON.stringify({ log: { entries: [{ request: OBSERVATION }] } }),
    'har',
  ],
  ['a list of runs', JSON.stringify([RUN]), 'otlp'],
  ['a page of runs', JSON.stringify({ runs: [RUN] }), 'otlp'],
  ['a run a line', `${JSON.stringify(RUN)}\n${JSON.stringify(RUN)}\n`, 'otlp'],
  ['a trace of Langfuse', JSON.stringify({ id: '2', observations: [OBSERVATION] }), 'otlp'],
  ['OTLP', JSON.stringify({ resourceSpans: [] }), 'otlp'],
  ['an answer of Tempo', JSON.stringify({ batches: [] }), 'otlp'],
  ['an answer of Jaeger', JSON.stringify({ result: { resourceSpans: [] } }), 'otlp'],
  ['OTLP a line', '{"resourceSpans":[]}\n{"resourceSpans":[]}\n', 'otlp'],
  ['a text that speaks of a run', `notes: ${JSON.stringify(RUN)}`, undefined],
])('tells what %s is, plain and gzipped', async (_, text, kind) => {
  const file = join(folder, 'file');
  await writeFile(file, text);
  expect(await detectKind(file)).toBe(kind);
  await writeFile(file, gzipSync(text));
  expect(await detectKind(file)).toBe(kind);
});
