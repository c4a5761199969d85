import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadCassette } from '../load-cassette.ts';
import { openCassette } from '../open-cassette.ts';
import { isTelemetry } from './telemetry.ts';

const PROTOBUF = [['Content-Type', 'application/x-protobuf']] as const;
const EXPORTER = [['user-agent', 'OTel-OTLP-Exporter-JavaScript/0.211.0']] as const;

describe('isTelemetry', () => {
  test.each([
    ['POST', 'https://api.openai.com/v1/traces/ingest'],
    ['POST', 'https://o1.ingest.us.sentry.io/api/42/envelope/?sentry_version=7'],
    ['POST', 'https://sentry.io/api/42/store/'],
    ['POST', 'https://errors.corp.example/api/7/envelope/'],
    ['POST', 'https://api.smith.langchain.com/runs/multipart'],
    ['POST', 'https://smith.acme.example/api/v1/runs/multipart'],
    ['PATCH', 'https://eu.api.smith.langchain.com/runs/0193f000-0000-7000-8000-000000000000'],
    ['GET', 'https://api.smith.langchain.com/info'],
    ['POST', 'https://cloud.langfuse.com/api/public/ingestion'],
    ['POST', 'https://us.i.posthog.com/batch/'],
    ['PUT', 'http://localhost:8126/v0.4/traces'],
    ['POST', 'https://http-intake.logs.datadoghq.com/api/v2/logs'],
    ['POST', 'http://localhost:4318/v1/traces', PROTOBUF],
    ['POST', 'https://otel.corp.example/otlp/v1/logs', EXPORTER],
    ['POST', 'https://cloud.langfuse.com/api/public/otel/v1/traces', PROTOBUF],
  ] as const)('%s %s reports on the agent', (method, url, headers = []) => {
    expect(isTelemetry({ method, url, headers })).toBe(true);
  });

  test.each([
    ['POST', 'https://api.openai.com/v1/chat/completions'],
    ['GET', 'https://api.smith.langchain.com/commits/my/prompt/latest'],
    ['POST', 'https://api.smith.langchain.com/runs/query'],
    ['GET', 'https://cloud.langfuse.com/api/public/v2/prompts/greeting'],
    ['POST', 'https://us.i.posthog.com/flags/'],
    ['POST', 'https://crm.example.com/v1/logs'],
    ['POST', 'https://flights.example.com/v1/traces', [['content-type', 'application/json']]],
    ['GET', 'https://api.datadoghq.com/api/v1/query'],
    ['POST', 'https://api.datadoghq.com/api/v1/monitor'],
    ['POST', 'https://notsentry.example/api/users/envelope'],
    ['POST', 'https://shop.example.com/api/1/store'],
    ['POST', 'http://constructor/'],
    ['POST', 'http://__proto__/x'],
    ['POST', 'no address'],
  ] as const)('%s %s is a part of its work', (method, url, headers = []) => {
    expect(isTelemetry({ method, url, headers })).toBe(false);
  });

  test("a user's rules come first", () => {
    const rules = [
      { host: 'logs.corp.example', effect: 'telemetry' },
      { host: '*.sentry.io', effect: 'write' },
    ] as const;
    const of = (url: string) => isTelemetry({ method: 'POST', url, headers: [] }, rules);
    expect(of('https://logs.corp.example/any')).toBe(true);
    expect(of('https://o1.ingest.sentry.io/api/42/envelope/')).toBe(false);
  });
});

test.each(['msw', 'nock'] as const)(
  'telemetry is on no tape, goes out of no replay, and fails none, through %s',
  async (interceptor) => {
    const seen: string[] = [];
    const server = createServer((request, response) => {
      seen.push(request.url ?? '');
      response.setHeader('content-type', 'application/json').end('{"answer":1}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const path = await mkdtemp(join(tmpdir(), 'telemetry-'));
    onTestFinished(async () => {
      server.close();
      await rm(path, { recursive: true });
    });
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const effects = [{ path: '/own-logs', effect: 'telemetry' }] as const;
    const post = async (to: string) =>
      (await fetch(`${origin}${to}`, { method: 'POST', body: String(Math.random()) })).json();
    const agent = async () => [
      await post('/v1/traces/ingest'),
      await (await fetch(`${origin}/question`)).json(),
      await post('/own-logs'),
    ];

    const recorder = await openCassette({ path, mode: 'record', effects });
    await agent();
    await recorder.close();
    expect(seen).toEqual(['/v1/traces/ingest', '/question', '/own-logs']);
    expect(loadCassette(path).interactions.at(0)).toMatchObject({ request: { url: `${origin}/question` } });
    expect(loadCassette(path).interactions).toHaveLength(1);

    const cassette = await openCassette({ path, effects, interceptor, scope: 'async' });
    const end = Promise.withResolvers<void>();
    let late: Promise<unknown> = Promise.resolve();
    const answers = await cassette.run(() => {
      late = end.promise.then(() => post('/own-logs'));
      return agent();
    });
    expect(answers).toEqual([{}, { answer: 1 }, {}]);
    expect(await cassette.close()).toMatchObject({ misses: [], unused: [], blocked: [] });

    const next = await openCassette({ path, effects, interceptor, scope: 'async' });
    end.resolve();
    expect(await late).toEqual({});
    expect(cassette.ledger().blocked).toEqual([]);
    await next.close();
    expect(seen).toHaveLength(3);
  },
);

test('a report that is on a tape of another tool is answered from it, and any other is taken all the same', async () => {
  const report = (text: string) => ({
    method: 'POST',
    url: 'https://us.i.posthog.com/batch/',
    headers: [],
    body: { text },
  });
  const cassette = await openCassette({
    path: 'x',
    interactions: [
      {
        id: '1',
        lane: 'POST https://us.i.posthog.com/batch/',
        kind: 'http',
        effect: 'write',
        request: report('then'),
        response: { status: 202, headers: [], body: { text: 'taken' } },
      },
    ],
  });
  const post = (body: string) =>
    fetch('https://us.i.posthog.com/batch/', {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body,
    });
  expect((await post('now')).status).toBe(200);
  const answer = await post('then');
  expect([answer.status, await answer.text()]).toEqual([202, 'taken']);
  expect(await cassette.close()).toMatchObject({ misses: [], blocked: [], unused: [] });
});
