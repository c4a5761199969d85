// Real clients, live against a provider on loopback, then replayed in fresh processes with the provider gone,
// through msw and through nock: counts those whose transcripts are the same, byte for byte.
//   node bench/cassette-clients.mjs [--json]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const path = await mkdtemp(join(tmpdir(), 'bench-clients-'));
const provider = fork(new URL('cassette/provider.mjs', import.meta.url));
const [{ port }] = await once(provider, 'message');
const origin = `http://127.0.0.1:${port}`;

const live = await run({ mode: 'record' });
provider.kill();
await once(provider, 'exit');
const replayed = { msw: await run({ interceptor: 'msw' }), nock: await run({ interceptor: 'nock' }) };
await rm(path, { recursive: true });

const rows = Object.entries(live.seen).map(([client, seen]) => ({
  client,
  live: seen.startsWith('failed') ? seen.slice(0, 100) : `${Buffer.byteLength(seen)} bytes`,
  msw: verdict(seen, replayed.msw.seen[client]),
  nock: verdict(seen, replayed.nock.seen[client]),
}));
const ledgers = { msw: replayed.msw.ledger, nock: replayed.nock.ledger };
if (values.json) console.log(JSON.stringify({ node: process.version, rows, ledgers }, null, 2));
else {
  console.table(rows);
  console.log('what was left over or refused:', ledgers, ...replayed.msw.said);
}
const isSame = rows.every(({ msw, nock }) => msw === 'same' && nock === 'same');
const isWhole = Object.values(ledgers).every((ledger) => Object.values(ledger).every((count) => count === 0));
process.exit(isSame && isWhole ? 0 : 1);

async function run(options) {
  const child = fork(new URL('cassette/run-clients.mjs', import.meta.url), {
    env: { ...process.env, CLIENTS_TASK: JSON.stringify({ origin, path, ...options }) },
  });
  const [message] = await once(child, 'message');
  return message;
}

function verdict(seen, again) {
  if (seen.startsWith('failed')) return 'not live';
  return seen === again ? 'same' : `differs: ${again.slice(0, 100)}`;
}
