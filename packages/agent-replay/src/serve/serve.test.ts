import { spawnSync } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { checkGate } from '../gate/check-gate.ts';
import { buildMonitor } from '../monitor/build-monitor.ts';
import { serve, type ServeOptions, type Serving } from './serve.ts';

const NOW = Date.parse('2026-11-24T12:00:00.000Z');
const servers: Serving[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

const start = async (options: Partial<ServeOptions> = {}) => {
  const server = await serve({
    facts: async () => ({ now: NOW, artifact: healthy(), locked: ['s/a'] }),
    ...options,
  });
  servers.push(server);
  return server.url;
};

const healthy = () =>
  buildMonitor({
    now: NOW,
    mode: 'cassette',
    fixtures: [
      {
        fixture_id: 'a',
        suite: 's',
        tier: 'critical',
        sha256: 'a',
        proof: 'proven',
        stale_after: null,
        quarantine: null,
      },
    ],
    results: [
      {
        fixture_id: 'a',
        suite: 's',
        run_id: 'r',
        at: '2026-11-24T12:00:00.000Z',
        fixture_sha256: 'a',
        exit_code: 0,
        reason: null,
      },
    ],
    failures: [],
    alerts: [],
    ticks: {},
    unguarded: [],
    netns: { active: false, reason: null },
  });

test('answers 200 while the gate is open', async () => {
  const response = await fetch(`${await start()}/healthz`);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    status: 'healthy',
    summary: 'healthy: 1 of 1 fixtures proven, fresh and passing',
    reasons: [],
  });
});

test('answers 503 with machine-readable reasons when it refuses', async () => {
  const url = await start({
    facts: async () => ({ now: NOW, artifact: { missing: true, path: 'm.json' }, locked: null }),
  });
  const response = await fetch(`${url}/healthz`);
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({
    status: 'unhealthy',
    reasons: [{ code: 'monitor_missing', subject: 'm.json' }],
  });
});

test('refuses when the facts cannot be had', async () => {
  const url = await start({
    facts: async () => {
      throw new Error('disk gone');
    },
  });
  const response = await fetch(`${url}/healthz`);
  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({
    status: 'unhealthy',
    summary: 'refused: inconclusive gate: disk gone',
    reasons: [{ code: 'inconclusive', subject: 'gate', text: 'disk gone' }],
  });
  expect((await fetch(`${url}/metrics`)).status).toBe(503);
});

test('exposes OpenMetrics', async () => {
  const response = await fetch(`${await start()}/metrics`);
  expect(response.headers.get('content-type')).toBe(
    'application/openmetrics-text; version=1.0.0; charset=utf-8',
  );
  expect(await response.text()).toMatch(/^agent_replay_fixtures\{state="passing"\} 1$/m);
});

test('H9: all green, then nobody ticks for two intervals: 503, exit code 3, and stale in the metrics', async () => {
  const facts = { now: NOW + 2 * 900_000 + 1, artifact: healthy(), locked: ['s/a'] };
  const url = await start({ facts: async () => facts });
  expect((await fetch(`${url}/healthz`)).status).toBe(503);
  expect(checkGate(facts).exit_code).toBe(3);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toContain('agent_replay_healthy 0\n');
  expect(metrics).toContain('agent_replay_fixtures{state="passing"} 0\n');
  expect(metrics).toContain('agent_replay_fixtures{state="stale"} 1\n');
});

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

test('L14: ends the exposition as OpenMetrics does, and promtool finds nothing to say', async () => {
  const text = await (await fetch(`${await start()}/metrics`)).text();
  expect(text.endsWith('\n# EOF\n')).toBe(true);
  if (!hasPromtool && process.env['AGENT_REPLAY_CI'] === undefined)
    return console.warn('promtool is not here: the exposition is not checked by it');
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
    input: text,
    encoding: 'utf8',
  });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
});

test('asks for the token everywhere but at /readyz', async () => {
  const url = await start({ token: 'letmein' });
  const statuses = await Promise.all([
    fetch(`${url}/healthz`).then((response) => response.status),
    fetch(`${url}/healthz`, { headers: { authorization: 'Bearer letmeit' } }).then(
      (response) => response.status,
    ),
    fetch(`${url}/healthz`, { headers: { authorization: 'Bearer letmein' } }).then(
      (response) => response.status,
    ),
    fetch(`${url}/readyz`).then((response) => response.status),
  ]);
  expect(statuses).toEqual([401, 401, 200, 200]);
});

test.each(['/../../etc/passwd', '/%2e%2e/secret', '//healthz', '/healthz/'])(
  'knows no other path: %s',
  async (path) => {
    const response = await fetch(`${await start()}${path}`);
    expect(response.status).toBe(404);
  },
);

test('refuses every method but GET and HEAD', async () => {
  const url = await start();
  expect((await fetch(`${url}/healthz`, { method: 'POST' })).status).toBe(405);
  expect((await fetch(`${url}/healthz`, { method: 'HEAD' })).status).toBe(200);
});
