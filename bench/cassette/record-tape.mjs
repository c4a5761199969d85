// Records calls to a real server with one recorder, and sends how large its tape is to the parent.
import { once } from 'node:events';
import { fork } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { recordedCalls } from './recorded-calls.mjs';

const { variant, calls, folder } = JSON.parse(process.env.BENCH_TASK);
const items = recordedCalls(calls);
const directory = await mkdtemp(join(tmpdir(), 'bench-tape-'));
try {
  const server = fork(new URL('serve-calls.mjs', import.meta.url), {
    env: { ...process.env, COUNT: String(calls) },
  });
  const [port] = await once(server, 'message');
  const { file, close } = variant === 'ours' ? await ours() : await nockBack();
  const cpu = process.cpuUsage();
  for (const { method, path, body } of items) {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    await (await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, body })).text();
  }
  await close();
  const used = process.cpuUsage(cpu);
  const payload = items.reduce((sum, each) => sum + each.response.length + (each.body?.length ?? 0), 0);
  process.send({
    tape_mb: (await stat(file)).size / 1e6,
    payload_mb: payload / 1e6,
    cpu_us: (used.user + used.system) / calls,
  });
} finally {
  await rm(directory, { recursive: true });
}
process.exit(0);

async function ours() {
  const { openCassette } = await import('@agent-replay/cassette');
  const recorder = await openCassette({ path: directory, mode: 'record' });
  return { file: join(directory, 'tool_cassettes.json'), close: () => recorder.close() };
}

async function nockBack() {
  const from = createRequire(join(folder, 'package.json'));
  const { default: nock } = await import(pathToFileURL(from.resolve('nock')).href);
  nock.back.fixtures = directory;
  nock.back.setMode('record');
  const { nockDone } = await nock.back('tape.json');
  return { file: join(directory, 'tape.json'), close: nockDone };
}
