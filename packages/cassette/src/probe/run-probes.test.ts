import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { formatProbes } from './format-probes.ts';
import { missingClients, openWays, runProbes } from './run-probes.ts';

/** One of each kind, in the suite's order. */
const ONLY = [
  'fetch captured before',
  'http2, plain',
  'net.connect that says nothing',
  'net.connect by name',
  'dgram send with',
  'net, a request without the end of its head',
  'http.request that never ends',
  'inherited connection, fs.writeSync',
  'dns.promises.lookupService',
  'spawnSync curl',
  'process.kill captured',
  'worker, env: SHARE_ENV',
  "worker by its prototype's",
  'OpenSSL engine of a private',
  'file outside, fs.fchmodSync',
  'file outside, SQLite ATTACH',
  "net, the guard's own interface",
  'inspector.open',
];

test.each(['msw', 'nock', 'none'] as const)(
  'no way out leaks or hangs in strict, each is in the ledger, with %s',
  async (interceptor) => {
    const { node, probes } = await runProbes({ only: ONLY, interceptor, columns: ['nothing', 'ours'] });
    expect(node).toBe(process.version);
    expect(probes.map(({ name, results, runs }) => ({ name, ...results, rows: runs.ours.rows }))).toEqual(
      ONLY.map((part) => ({
        name: expect.stringContaining(part) as string,
        nothing: 'leak',
        ours: 'refused',
        rows: expect.toSatisfy((rows: number) => rows > 0) as number,
      })),
    );
  },
  300_000,
);

test('what is not installed is not counted, neither as a way out nor as a wall', async () => {
  const project = mkdtempSync(path.join(tmpdir(), 'no-clients-'));
  try {
    const { probes } = await runProbes({
      only: ['axios, fetch', 'fetch of an asset'],
      columns: ['nothing', 'nock'],
      project,
    });
    expect(probes.map(({ results }) => results)).toEqual([
      { nothing: 'leak', nock: 'not installed' },
      { nothing: 'not installed', nock: 'not installed' },
    ]);
    expect(missingClients(probes)).toEqual(['axios', 'nock']);
    expect(openWays(probes)).toEqual([]);
  } finally {
    rmSync(project, { recursive: true });
  }
}, 300_000);

test('what is recorded is answered without the server', async () => {
  const { probes } = await runProbes({
    only: ['fetch of an asset', 'http.get (named'],
    recorded: true,
    columns: ['nothing', 'ours'],
  });
  expect(probes.map(({ results }) => results.ours)).toEqual(['answered', 'answered']);
}, 300_000);

test('the table has a row for each way out, a column for each wall, and the sums', async () => {
  const result = await runProbes({ only: ['fetch of an asset'] });
  expect(result.probes[0]?.results).toEqual({
    nothing: 'leak',
    msw: 'leak',
    nock: 'refused',
    ours: 'refused',
  });
  const table = formatProbes({ ...result, node: 'v0' })
    .replaceAll(/\d+ ms/g, 'N ms')
    .replaceAll(/ +/g, ' ')
    .replaceAll(/-+/g, '-');
  expect(table).toMatchInlineSnapshot(`
    "way out (Node v0) nothing msw nock ours
    - - - - -
    fetch of an asset leak N ms leak N ms refused N ms refused N ms
    - - - - -
    leaks / refused / hangs 1 / 0 / 0 1 / 0 / 0 0 / 1 / 0 0 / 1 / 0
    "
  `);
}, 300_000);
