// Times the replay of recorded calls against peers: interleaved fresh processes, medians, ratios.
//   npm run bench:cassette [-- --json] [--rounds 5] [--calls 1000] [--only fetch,http,tape,size,open,growth]
import { execFile, fork } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { ORIGIN, toInteraction } from './cassette/open-tape.mjs';
import { recordedCalls } from './cassette/recorded-calls.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    calls: { type: 'string', default: '1000' },
    only: { type: 'string', default: 'fetch,http,tape,size,open,growth' },
  },
});
const rounds = Number(values.rounds);
const calls = Number(values.calls);
const parts = values.only.split(',');

const PEERS = {
  nock: '15.0.6',
  msw: '3.0.5',
  '@pollyjs/core': '6.0.6',
  '@pollyjs/adapter-fetch': '6.0.7',
  '@pollyjs/adapter-node-http': '6.0.6',
  '@pollyjs/persister-fs': '6.0.6',
  'vcr-test': '1.4.0',
  undici: '8.12.4',
};
const VARIANTS = {
  fetch: ['ours', 'ours-nock', 'loopback', 'nock', 'msw', 'polly', 'vcr-test', 'mock-agent'],
  http: ['ours', 'ours-nock', 'loopback', 'nock', 'msw', 'polly'],
};

const GROWTH = [
  ['fetch', 'ours-file'],
  ['fetch', 'loopback'],
  ['http', 'ours-file'],
  ['http', 'loopback'],
];

const MEASURES = {
  fetch: () => measureReplay('fetch'),
  http: () => measureReplay('http'),
  tape: measureTapes,
  size: measureSizes,
  open: measureOpenings,
  growth: measureGrowth,
};
const folder = await installPeers();
const result = { node: process.version, rounds, calls };
for (const part of parts) result[part] = await MEASURES[part]();
if (values.json) console.log(JSON.stringify(result, null, 2));
else print(result);

/** Peers stand in a folder of their own, outside the workspace: they are no dependency of ours. */
async function installPeers() {
  const target = join(tmpdir(), 'agent-replay-bench-peers');
  await mkdir(target, { recursive: true });
  await writeFile(join(target, 'package.json'), JSON.stringify({ private: true, dependencies: PEERS }));
  if (!existsSync(join(target, 'node_modules', 'vcr-test'))) {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const flags = ['install', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund'];
    await promisify(execFile)(npm, flags, { cwd: target });
  }
  return target;
}

/** One process, one variant: nothing that another one has warmed up. */
function measure(task, script = new URL('cassette/measure-variant.mjs', import.meta.url)) {
  return new Promise((resolve) => {
    const child = fork(script, [], {
      cwd: folder,
      env: { ...process.env, BENCH_TASK: JSON.stringify({ ...task, folder }) },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: task.gc === true ? ['--expose-gc'] : [],
    });
    let sample = null;
    let errors = '';
    child.stderr.on('data', (text) => (errors += text));
    child.on('message', (message) => (sample = message));
    child.on('exit', () => {
      if (sample === null) console.error(`${JSON.stringify(task)} failed: ${errors.slice(0, 400)}`);
      resolve(sample);
    });
  });
}

async function measureReplay(client) {
  const samples = new Map();
  for (let at = 0; at < rounds; at += 1) {
    for (const variant of VARIANTS[client]) {
      const sample = await measure({ client, variant, calls });
      if (sample !== null) samples.set(variant, [...(samples.get(variant) ?? []), sample]);
    }
  }
  return VARIANTS[client].flatMap((variant) => row(samples, client, variant));
}

function row(samples, client, variant) {
  const own = samples.get(variant);
  const ours = samples.get('ours');
  if (own === undefined || ours === undefined) return [];
  const [p50, cpu] = [median(own, 'p50_us'), median(own, 'cpu_us')];
  return [
    {
      client,
      variant,
      samples: own.length,
      p50_us: round(p50),
      cpu_us: round(cpu),
      rss_mb: round(median(own, 'rss_mb')),
      ours_to_it_p50: ratio(median(ours, 'p50_us'), p50),
      ours_to_it_cpu: ratio(median(ours, 'cpu_us'), cpu),
    },
  ];
}

/** What the file of a recording takes. */
async function measureTapes() {
  const found = [];
  for (const variant of ['ours', 'nock']) {
    const script = new URL('cassette/record-tape.mjs', import.meta.url);
    const sample = await measure({ variant, calls }, script);
    if (sample === null) continue;
    const { tape_mb, payload_mb, cpu_us } = sample;
    found.push({ variant, tape_mb: round(tape_mb), payload_mb: round(payload_mb), cpu_us: round(cpu_us) });
  }
  return found.map((each) => ({ ...each, ours_to_it: ratio(found[0].tape_mb, each.tape_mb) }));
}

async function measureSizes() {
  const sizes = [100, 10_000, 100_000];
  const found = new Map(sizes.map((size) => [size, []]));
  for (let at = 0; at < rounds; at += 1) {
    for (const size of sizes) {
      const sample = await measure({ client: 'fetch', variant: 'ours-scale', calls, size });
      if (sample !== null) found.get(size).push(sample);
    }
  }
  return {
    p50_us: Object.fromEntries([...found].map(([size, all]) => [size, round(median(all, 'p50_us'))])),
    p50_100000_to_100: ratio(median(found.get(100_000), 'p50_us'), median(found.get(100), 'p50_us')),
  };
}

async function measureOpenings() {
  const sizes = [10, 100_000];
  const files = new Map();
  for (const size of sizes) files.set(size, await writeTape(size));
  const opened = [];
  for (let at = 0; at < rounds; at += 1) {
    for (const size of sizes) {
      const sample = await measure({ variant: 'open', size, path: files.get(size) });
      if (sample !== null) opened.push(sample);
    }
  }
  return sizes.map((size) => {
    const own = opened.filter((each) => each.size === size);
    const [ms, cpu_ms, first_ms, rss_mb] = ['ms', 'cpu_ms', 'first_ms', 'rss_mb'].map((field) =>
      round(median(own, field)),
    );
    return { size, file_mb: round(statSync(files.get(size)).size / 1e6), ms, cpu_ms, first_ms, rss_mb };
  });
}

/** A real server beside it tells what V8 itself grows. */
async function measureGrowth() {
  const growth = [];
  const path = await writeTape(11_000, ORIGIN);
  for (const [client, variant] of GROWTH) {
    const all = [];
    for (let at = 0; at < Math.min(rounds, 3); at += 1) {
      const sample = await measure({ what: 'growth', client, variant, path, calls: 11_000, gc: true });
      if (sample !== null) all.push(sample);
    }
    const [rss_mb, uncollected_rss_mb, heap_mb] = ['growth_mb', 'raw_growth_mb', 'heap_growth_mb'].map(
      (field) => round(median(all, field)),
    );
    growth.push({ client, variant, rss_mb, uncollected_rss_mb, heap_mb });
  }
  return growth;
}

async function writeTape(size, origin = 'https://api.example.com') {
  const file = join(await mkdtemp(join(tmpdir(), 'bench-open-')), 'tool_cassettes.json');
  const items = recordedCalls(size).map((item, index) => toInteraction(origin, item, index));
  await writeFile(file, `{"interactions":[\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]}\n`);
  return file;
}

function median(samples_, field) {
  const sorted = samples_.map((each) => each[field]).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function ratio(ours, theirs) {
  return Number((ours / theirs).toFixed(2));
}

function round(value) {
  return Number(value.toPrecision(3));
}

function print({ node, tape, size, open, growth, ...replays }) {
  console.log(`Node ${node}; medians of ${rounds} fresh processes each, in turns.`);
  for (const client of Object.keys(VARIANTS)) {
    if (replays[client] === undefined) continue;
    console.log(`\nReplay of ${calls} recorded calls of ${client}, one after the other:`);
    console.table(replays[client]);
  }
  if (tape !== undefined) {
    console.log(`\nThe tape of ${calls} calls, recorded as they were made:`);
    console.table(tape);
  }
  if (size !== undefined)
    console.log(
      '\nBy size of the cassette (fetch, p50 in µs):',
      size.p50_us,
      `ratio ${size.p50_100000_to_100}`,
    );
  if (open !== undefined) {
    console.log('\nOpening; the first one in a process raises the wall, too:');
    console.table(open);
  }
  if (growth !== undefined) {
    console.log('\nGrowth over 10,000 calls, after a collection:');
    console.table(growth);
  }
}
