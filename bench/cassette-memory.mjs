// The most memory that a body of 50 MB takes, in times the body: read as it is, recorded, replayed.
//   node bench/cassette-memory.mjs [--mb 50] [--kinds text,binary,json,base64,secrets] [--clients fetch,http] [--json]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '50' },
    kinds: { type: 'string', default: 'text,binary,json,base64,secrets' },
    clients: { type: 'string', default: 'fetch,http' },
    json: { type: 'boolean', default: false },
  },
});
const bytes = Number(values.mb) * 1024 * 1024;
const server = fork(new URL('cassette/serve-large.mjs', import.meta.url));
const [port] = await once(server, 'message');

const rows = [];
for (const kind of values.kinds.split(',')) {
  for (const client of values.clients.split(',')) {
    const path = await mkdtemp(join(tmpdir(), 'bench-large-'));
    const task = { client, path, bytes, url: `http://127.0.0.1:${port}/${kind}/${bytes}` };
    const row = { kind, client };
    for (const what of ['plain', 'record', 'replay']) row[what] = await measure({ ...task, what });
    row.record_more_than_plain = Number((row.record - row.plain).toFixed(2));
    rows.push(row);
    await rm(path, { recursive: true });
  }
}
server.kill();
if (values.json) console.log(JSON.stringify({ node: process.version, mb: Number(values.mb), rows }, null, 2));
else {
  console.log(`The most memory over that of the process before, in times the body of ${values.mb} MB:`);
  console.table(rows);
}

async function measure(task) {
  const child = fork(new URL('cassette/measure-large.mjs', import.meta.url), {
    env: { ...process.env, BENCH_TASK: JSON.stringify(task) },
  });
  const [{ times_body } = {}] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => []),
  ]);
  if (times_body === undefined) throw new Error(`${JSON.stringify(task)} failed`);
  return Number(times_body.toFixed(2));
}
