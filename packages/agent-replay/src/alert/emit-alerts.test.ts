import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '@agent-replay/runs';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { UserConfig } from '../config/config.ts';
import { type AlertMessage, classTrouble, fixtureTrouble, type Trouble } from './alert-message.ts';
import { channels } from './channels.ts';
import { emitAlerts } from './emit-alerts.ts';

let root: string;
let store: Store;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'alerts-'));
  store = await openStore(join(root, 'runs.db'));
});
afterEach(async () => {
  await store.close();
  await rm(root, { recursive: true });
});

const NOW = Date.parse('2026-11-24T10:00:00.000Z');
const failure = (status: 'open' | 'regressed' | 'resolved', first_bad_run_at = '2026-11-24T09:58:00.000Z') =>
  classTrouble({
    fingerprint: 'v1:f',
    agent_name: 'refunds',
    failure_class: 'timeout',
    status,
    first_bad_run_id: 'r1',
    first_bad_run_at,
    last_bad_run_id: 'r5',
    last_bad_run_at: first_bad_run_at,
    runs: 5,
    regressions: 0,
    resolved_at: null,
  });
type Alerts = NonNullable<NonNullable<UserConfig['monitor']>['alerts']>;
const emit = (troubles: Trouble[], alerts: Alerts, now = NOW) =>
  emitAlerts(store, {
    troubles,
    channels: channels({ root, monitor: { alerts }, redact: {} }),
    now: () => now,
    wait: async () => undefined,
  });
const lines = async (file: string) =>
  (await readFile(join(root, file), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as AlertMessage);

test('tells once of five runs that failed alike, once of the recovery, and again when they come back', async () => {
  const alerts: Alerts = [{ file: 'alerts.ndjson' }];
  for (let run = 0; run < 5; run += 1) await emit([failure('open')], alerts, NOW + run);
  await emit([failure('resolved')], alerts, NOW + 60_000);
  await emit([failure('resolved')], alerts, NOW + 120_000);
  await emit([failure('regressed', '2026-11-24T11:00:00.000Z')], alerts, NOW + 3_700_000);
  expect((await lines('alerts.ndjson')).map(({ kind, status }) => `${kind} ${status}`)).toEqual([
    'alert open',
    'recovery resolved',
    'alert regressed',
  ]);
});

test('gives a command the alert on its standard input, and each channel its own account', async () => {
  const script = `process.stdin.pipe(require('node:fs').createWriteStream(${JSON.stringify(join(root, 'got'))}))`;
  const alerts: Alerts = [{ command: [process.execPath, '-e', script] }, { command: ['/no/such/program'] }];
  expect(
    (await emit([failure('open')], alerts)).map(
      ({ channel, ok }) => `${channel.replace(/ [0-9a-f]{4}(?= |$)/, '')} ${ok}`,
    ),
  ).toEqual([`command ${process.execPath} true`, 'command /no/such/program false']);
  expect(await lines('got')).toMatchObject([{ kind: 'alert', fingerprint: 'v1:f', runs: 5 }]);
  expect(await emit([failure('open')], alerts)).toHaveLength(1);
});

test('posts JSON to a webhook and text alone to Slack, without a redirect', async () => {
  const bodies = new Map<string, string>();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      bodies.set(request.url ?? '', body);
      if (request.url === '/moved') response.writeHead(302, { location: '/elsewhere' }).end();
      else response.end('ok');
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sent = await emit(
    [failure('open')],
    [
      { webhook: `${base.replace('//', '//user:word@')}/hook?key=secret` },
      { slack: `${base}/slack` },
      { webhook: `${base}/moved` },
    ],
  );
  const host = base.slice('http://'.length);
  expect(sent.map(({ channel, ok }) => `${channel.replace(/ [0-9a-f]{4}(?= |$)/, '')} ${ok}`)).toEqual([
    `webhook ${host} true`,
    `slack ${host} true`,
    `webhook ${host} false`,
  ]);
  expect(JSON.parse(bodies.get('/hook?key=secret') ?? '')).toMatchObject({
    kind: 'alert',
    failure_class: 'timeout',
  });
  expect(JSON.parse(bodies.get('/slack') ?? '')).toEqual({
    text: ':rotating_light: refunds: timeout since 2026-11-24T09:58:00.000Z (v1:f)',
  });
  expect(bodies.has('/elsewhere')).toBe(false);
});

test('tells a channel of another address anew, though host and kind stay, and says no address', async () => {
  const told: string[] = [];
  const server = createServer((request, response) => {
    told.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ping = (word: string): Alerts => [
    { command: [process.execPath, '-e', `require('node:fs').writeFileSync('${join(root, word)}', '')`] },
  ];
  const names: string[] = [];
  for (const alerts of [
    [{ slack: `http://${host}/T0/first-secret` }],
    [{ slack: `http://${host}/T0/second-secret` }, { slack: `http://${host}/T0/first-secret` }],
    [{ webhook: `http://ann:old@${host}/hook?to=a` }],
    [{ webhook: `http://ann:new@${host}/hook?to=a` }],
    [{ webhook: `http://ann:new@${host}/hook?to=b` }],
    [{ file: 'a.ndjson' }],
    [{ file: 'b.ndjson' }],
    ping('one'),
    ping('two'),
  ] satisfies Alerts[])
    names.push(...(await emit([failure('open')], alerts)).map(({ channel }) => channel));
  expect(told).toEqual(['/T0/first-secret', '/T0/second-secret', '/hook?to=a', '/hook?to=b']);
  expect(await lines('b.ndjson')).toHaveLength(1);
  expect(new Set(names).size).toBe(8);
  expect(names.join()).not.toMatch(/secret|to=|ann|:old|writeFile/);
});

const row = (state: 'passing' | 'failing' | 'stale', reason: string | null) => ({
  fixture_id: 'a',
  suite: 's',
  tier: 'critical' as const,
  state,
  reason,
  run_id: 'r',
  at: '2026-11-24T09:59:00.000Z',
  proof: 'proven' as const,
  fixture_sha256: 'x',
});

test.each([
  ['failing', 'cassette_miss: x', true],
  ['stale', 'credential_expired: key: it is not set', true],
  ['stale', 'crashed: replay_crashed', true],
  ['stale', 'unproven', false],
  ['stale', 'quarantined: until later', false],
  ['stale', 'no_result', false],
] as const)('of a fixture that is %s for %s, somebody is told: %s', (state, reason, told) => {
  expect(fixtureTrouble(row(state, reason), 'now')?.isBad ?? false).toBe(told);
});

test('tells of a fixture that turned and of its return, and of no fixture that never turned', async () => {
  const alerts: Alerts = [{ file: 'alerts.ndjson' }];
  const turn = (state: 'passing' | 'failing', reason: string | null) =>
    emit(
      [fixtureTrouble(row(state, reason), 'now')].filter((trouble) => trouble !== null),
      alerts,
    );
  await turn('passing', null);
  await turn('failing', 'timeout: x');
  await turn('failing', 'timeout: x');
  await turn('passing', null);
  expect((await lines('alerts.ndjson')).map(({ text }) => text)).toEqual([
    'fixture s/a is failing: timeout: x',
    'fixture s/a is passing again',
  ]);
});
