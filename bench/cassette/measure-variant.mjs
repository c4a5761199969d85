// Measures one variant in this process, and sends what it measured to its parent.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openTape } from './open-tape.mjs';
import { recordedCall, recordedCalls } from './recorded-calls.mjs';

const task = JSON.parse(process.env.BENCH_TASK);
const { client, variant, calls, size, folder } = task;

if (variant === 'open') await measureOpening(task.path);
else if (task.what === 'growth') await measureGrowth();
else await measureCalls();
process.disconnect();
process.exit(0);

async function measureCalls() {
  const isScaled = variant === 'ours-scale';
  const items = recordedCalls(isScaled ? size : calls);
  const asked = isScaled ? spread(items, calls) : items;
  const { origin, ask = await clientOf(client) } = await openTape(variant, { items, client, load, folder });
  for (const item of asked.slice(0, 20))
    await ask(origin, { ...item, path: `${item.path}&warm=1` }).catch(() => undefined);
  const cpu = process.cpuUsage();
  const times = [];
  for (const item of asked) {
    const start = process.hrtime.bigint();
    const body = await ask(origin, item);
    times.push(Number(process.hrtime.bigint() - start) / 1000);
    if (body !== item.response)
      throw new Error(`wrong answer for ${item.path}: ${String(body).slice(0, 80)}`);
  }
  const used = process.cpuUsage(cpu);
  const rss = process.memoryUsage.rss();
  process.send({
    p50_us: times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)],
    cpu_us: (used.user + used.system) / times.length,
    rss_mb: rss / 1e6,
  });
}

/** A tape of a file, as tests have them, and no call in memory before it is made: what grows is what the calls leave. */
async function measureGrowth() {
  const { origin, ask = await clientOf(client) } = await openTape(variant, {
    items: { length: calls },
    client,
    load,
    path: task.path,
  });
  let settled;
  for (let at = 0; at < calls; at += 1) {
    // The first thousand fill the heap to its usual size.
    if (at === 1000) settled = kept();
    const item = recordedCall(at);
    if ((await ask(origin, item)) !== item.response) throw new Error(`wrong answer for ${item.path}`);
  }
  const raw = process.memoryUsage.rss();
  const grown = kept();
  process.send({
    growth_mb: (grown.rss - settled.rss) / 1e6,
    raw_growth_mb: (raw - settled.rss) / 1e6,
    heap_growth_mb: (grown.heapUsed - settled.heapUsed) / 1e6,
  });
}

/** Memory after a collection, where the process allows one. */
function kept() {
  globalThis.gc?.();
  return process.memoryUsage();
}

async function measureOpening(path) {
  const { openCassette } = await import('../../packages/cassette/dist/bundle/index.js');
  const begun = performance.now();
  const first = await openCassette({ path: 'none', interactions: [] });
  const first_ms = performance.now() - begun;
  await first.close();
  const cpu = process.cpuUsage();
  const start = performance.now();
  const cassette = await openCassette({ path });
  const ms = performance.now() - start;
  const used = process.cpuUsage(cpu);
  const rss_mb = process.memoryUsage.rss() / 1e6;
  await cassette.close();
  process.send({ size, ms, first_ms, cpu_ms: (used.user + used.system) / 1000, rss_mb });
}

/** `count` of them, spread evenly over the tape. */
function spread(items, count) {
  const step = Math.max(1, Math.floor(items.length / count));
  return items.filter((_, index) => index % step === 0).slice(0, count);
}

function load(name) {
  return import(pathToFileURL(createRequire(join(folder, 'package.json')).resolve(name)).href);
}

async function clientOf(name) {
  if (name === 'fetch') {
    return async (origin, { method, path, body }) => {
      const headers = body === undefined ? {} : { 'content-type': 'application/json' };
      return (
        await fetch(`${origin}${path}`, { method, headers, ...(body !== undefined && { body }) })
      ).text();
    };
  }
  const { default: http } = await import('node:http');
  const { default: https } = await import('node:https');
  return (origin, { method, path, body }) =>
    new Promise((resolve, reject) => {
      const { request } = origin.startsWith('https') ? https : http;
      const headers =
        body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const sent = request(`${origin}${path}`, { method, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => (text += chunk));
        response.on('end', () => resolve(text));
        response.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });
}
