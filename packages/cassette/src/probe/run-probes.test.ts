import { expect, test } from 'vitest';
import { formatProbes } from './format-probes.ts';
import { runProbes } from './run-probes.ts';

/** One of each kind, in the suite's order. */
const ONLY = [
  'fetch captured before',
  'http2, plain',
  'net.connect by name',
  'dgram send with',
  'dns.promises.lookupService',
  'spawnSync curl',
  'worker, env: SHARE_ENV',
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
  120_000,
);

test('what is recorded is answered without the server', async () => {
  const { probes } = await runProbes({
    only: ['fetch of an asset', 'http.get (named'],
    recorded: true,
    columns: ['nothing', 'ours'],
  });
  expect(probes.map(({ results }) => results.ours)).toEqual(['answered', 'answered']);
}, 60_000);

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
}, 60_000);
