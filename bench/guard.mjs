// Cost of the guard: start-up of a process, and a request over loopback that the allow-list lets pass, on a kept
// and on a new connection; each against the same without the guard, in turns. Prints medians, and the median of
// the ratios of neighbouring turns, which a busy machine shifts least; of the start-up the processor's time too.
//   node bench/guard.mjs [rounds] [--node <file>]
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const SPENT = 'const { user, system } = process.cpuUsage(); console.log((user + system) / 1000)';
const REQUESTS = {
  kept: async (url) => (await fetch(url)).text(),
  fresh: (url) =>
    new Promise((resolve, reject) => {
      const sent = http.get(url, { agent: false }, (response) => response.on('end', resolve).resume());
      sent.on('error', reject);
    }),
};
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const self = fileURLToPath(import.meta.url);
if (process.send === undefined) await compare();
else process.on('message', answer);

async function compare() {
  const { values, positionals } = parseArgs({
    options: { node: { type: 'string', default: process.execPath } },
    allowPositionals: true,
  });
  const rounds = Number(positionals[0] ?? 25);
  const server = http.createServer((_request, response) => response.end('{"ok":true}'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address();
  const policy = { mode: 'strict', allow: [`tcp:127.0.0.1:${port}`] };
  const guard = fileURLToPath(import.meta.resolve('@agent-replay/cassette/guard'));
  const { PATH } = process.env;
  const starts = {
    bare: { execArgv: [], env: { PATH } },
    guarded: {
      execArgv: ['--require', guard],
      env: { PATH, AGENT_REPLAY_GUARD: JSON.stringify(policy) },
    },
  };

  const wall = { bare: [], guarded: [] };
  const processor = { bare: [], guarded: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, { execArgv, env }] of Object.entries(starts)) {
      const start = performance.now();
      const { stdout } = spawnSync(values.node, [...execArgv, '-e', SPENT], { env });
      wall[name].push(performance.now() - start);
      processor[name].push(Number(stdout));
    }
  }
  const cost = (times) => median(times.guarded) - median(times.bare);
  console.log(`Node ${spawnSync(values.node, ['--version']).stdout.toString().trim()}, ${rounds} rounds`);
  for (const [label, times] of Object.entries({ 'start-up': wall, '  of CPU': processor }))
    console.log(
      `${label}        bare ${median(times.bare).toFixed(1)} ms, guarded ${median(times.guarded).toFixed(1)} ms, cost ${cost(times).toFixed(1)} ms (at most 25)`,
    );

  const url = `http://127.0.0.1:${port}/`;
  const clients = Object.fromEntries(
    Object.entries(starts).map(([name, options]) => [
      name,
      fork(self, { execPath: values.node, ...options, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }),
    ]),
  );
  for (const [label, kind, count] of [
    ['fetch, kept   ', 'kept', 200],
    ['http, new     ', 'fresh', 100],
  ]) {
    const times = { bare: [], guarded: [] };
    const ratios = [];
    for (let round = -2; round < rounds; round += 1) {
      // Which goes first alternates; the first two rounds warm up.
      const order = round % 2 === 0 ? ['bare', 'guarded'] : ['guarded', 'bare'];
      const turn = {};
      for (const name of order) {
        clients[name].send({ url, kind, count });
        [turn[name]] = await once(clients[name], 'message');
      }
      if (round < 0) continue;
      for (const name of order) times[name].push(turn[name]);
      ratios.push(turn.guarded / turn.bare);
    }
    console.log(
      `${label}  bare ${(median(times.bare) * 1000).toFixed(0)} µs, guarded ${(median(times.guarded) * 1000).toFixed(0)} µs a request, ratio ${median(ratios).toFixed(3)} (at most 1.05)`,
    );
  }
  for (const client of Object.values(clients)) client.disconnect();
  server.close();
}

/** The median time of some requests, in milliseconds. */
async function answer({ url, kind, count }) {
  const times = [];
  for (let i = 0; i < count; i += 1) {
    const start = performance.now();
    await REQUESTS[kind](url);
    times.push(performance.now() - start);
  }
  process.send(median(times));
}
