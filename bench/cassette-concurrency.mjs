// Many cassettes at once in one process, all with the same URLs: counts answers that went to the wrong one.
//   node bench/cassette-concurrency.mjs [--cassettes 50] [--rounds 100] [--json]
import { Agent, get } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import axios from 'axios';
import { Pool, request } from 'undici';
import { openCassette } from '../packages/cassette/dist/bundle/index.js';

const { values } = parseArgs({
  options: {
    cassettes: { type: 'string', default: '50' },
    rounds: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const [count, rounds] = [Number(values.cassettes), Number(values.rounds)];
const ORIGIN = 'http://api.example.com';
const random = seeded(Number(values.seed));

const agent = new Agent({ keepAlive: true, maxSockets: 2 });
const pool = new Pool(ORIGIN, { connections: 4 });
const pipelined = new Pool(ORIGIN, { connections: 1, pipelining: 10 });
const captured = fetch;
const clients = {
  fetch: async (path) => (await fetch(ORIGIN + path)).text(),
  'fetch, captured': async (path) => (await captured(ORIGIN + path)).text(),
  http: (path) => throughHttp(path, undefined),
  'http, keep-alive': (path) => throughHttp(path, agent),
  axios: async (path) => String((await axios.get(ORIGIN + path)).data),
  'undici request': async (path) => (await request(ORIGIN + path)).body.text(),
  'undici Pool': async (path) => (await pool.request({ path, method: 'GET' })).body.text(),
  'undici pipelined': async (path) => (await pipelined.request({ path, method: 'GET' })).body.text(),
};
const names = Object.keys(clients);

const result = [];
for (const interceptor of ['msw', 'nock']) {
  const tally = {
    interceptor,
    cassettes: count,
    rounds,
    calls: 0,
    wrong: 0,
    failed: 0,
    misses: 0,
    unused: 0,
  };
  for (let round = 0; round < rounds; round += 1) await playRound(interceptor, round, tally);
  result.push(tally);
}
await Promise.all([pool.destroy(), pipelined.destroy()]);
agent.destroy();
if (values.json) console.log(JSON.stringify(result, null, 2));
else console.table(result);
process.exit(
  result.some(({ wrong, failed, misses, unused }) => wrong + failed + misses + unused > 0) ? 1 : 0,
);

async function playRound(interceptor, round, tally) {
  const cassettes = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      openCassette({
        path: `memory ${index}`,
        interceptor,
        scope: 'async',
        interactions: names.map((_name, at) => recorded(`/${at}`, `${round} ${index} ${at}`)),
      }),
    ),
  );
  await Promise.all(
    cassettes.map((cassette, index) =>
      cassette.run(() =>
        Promise.all(names.map((name, at) => call(name, at, `${round} ${index} ${at}`, tally))),
      ),
    ),
  );
  for (const cassette of cassettes) {
    const { misses, unused } = await cassette.close();
    tally.misses += misses.length;
    tally.unused += unused.length;
  }
}

async function call(name, at, expected, tally) {
  await wait(random() * 5);
  tally.calls += 1;
  try {
    if ((await clients[name](`/${at}`)) !== expected) tally.wrong += 1;
  } catch (error) {
    tally.failed += 1;
    console.error(`${name}: ${String(error.cause ?? error)}`);
  }
}

function recorded(path, text) {
  return {
    id: path,
    lane: `GET ${ORIGIN}${path}`,
    kind: 'http',
    effect: 'read',
    request: { method: 'GET', url: `${ORIGIN}${path}`, headers: [] },
    response: { status: 200, headers: [['content-type', 'text/plain']], body: { text } },
  };
}

function throughHttp(path, via) {
  return new Promise((resolve, reject) => {
    get(`${ORIGIN}${path}`, via === undefined ? {} : { agent: via }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () => resolve(text));
      response.on('error', reject);
    }).on('error', reject);
  });
}

/** Mulberry32. */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
