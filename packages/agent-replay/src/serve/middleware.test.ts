import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import fastify from 'fastify';
import { describe, expect, onTestFinished, test } from 'vitest';
import { buildMonitor } from '../monitor/build-monitor.ts';
import { healthGate, healthGateHook, type HealthGateOptions } from './middleware.ts';

const NOW = Date.parse('2026-11-24T12:00:00.000Z');
const FIXTURE = { fixture_id: 'a', suite: 's', tier: 'critical' as const };

/** Facts whose one critical fixture ends with this exit code. */
const facts =
  (exit_code: number): NonNullable<HealthGateOptions['facts']> =>
  async () => ({
    now: NOW,
    locked: ['s/a'],
    artifact: buildMonitor({
      now: NOW,
      mode: 'cassette',
      fixtures: [{ ...FIXTURE, sha256: 'a', proof: 'proven', stale_after: null, quarantine: null }],
      results: [
        {
          fixture_id: 'a',
          suite: 's',
          run_id: 'r',
          at: new Date(NOW).toISOString(),
          fixture_sha256: 'a',
          exit_code,
          reason: exit_code === 0 ? null : 'timeout',
        },
      ],
      failures: [],
      alerts: [],
      ticks: {},
      unguarded: [],
      netns: { active: true, reason: null },
    }),
  });

/** Each is a service whose own health check says "alive", with the gate in three lines. */
const SERVICES: Record<string, (options: HealthGateOptions) => Promise<string>> = {
  async 'a bare http server'(options) {
    const health = healthGate(options);
    const server = createServer((request, response) => {
      void health(request, response, () => void response.end('alive'));
    });
    return listen(server);
  },
  async Express(options) {
    const app = express();
    app.get('/healthz', healthGate(options), (_, response) => void response.send('alive'));
    return listen(createServer(app));
  },
  async Fastify(options) {
    const app = fastify();
    app.get('/healthz', { preHandler: healthGateHook(options) }, async () => 'alive');
    onTestFinished(() => app.close());
    return app.listen({ port: 0, host: '127.0.0.1' });
  },
};

describe.each(Object.entries(SERVICES))('in %s', (_, start) => {
  test("lets the service's own check answer while the gate is open", async () => {
    const response = await fetch(`${await start({ facts: facts(0) })}/healthz`);
    expect([response.status, await response.text()]).toEqual([200, 'alive']);
  });

  test('answers 503 for a red critical fixture, though the service is alive', async () => {
    const response = await fetch(`${await start({ facts: facts(1) })}/healthz`);
    expect(response.status).toBe(503);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      status: 'unhealthy',
      summary: 'refused: fixture_failing s/a: timeout',
      reasons: [{ code: 'fixture_failing', subject: 's/a', text: 'timeout' }],
    });
  });

  test('refuses when the facts cannot be had', async () => {
    const broken = async () => Promise.reject(new Error('disk gone'));
    const response = await fetch(`${await start({ facts: broken })}/healthz`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ summary: 'refused: inconclusive gate: disk gone' });
  });
});

test('reads the artifact of the folder that it is given, and answers by itself where nobody else does', async () => {
  const root = await mkdtemp(join(tmpdir(), 'health-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const health = healthGate({ root });
  const url = await listen(createServer((request, response) => void health(request, response)));
  const response = await fetch(url);
  expect([response.status, await response.json()]).toMatchObject([
    503,
    { reasons: [{ code: 'monitor_missing' }] },
  ]);
  const open = healthGate({ facts: facts(0) });
  const other = await listen(createServer((request, answer) => void open(request, answer)));
  expect(await (await fetch(other)).json()).toMatchObject({ status: 'healthy' });
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
