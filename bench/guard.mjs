// Cost of the guard: start-up of a process, and a request over loopback that the allow-list lets pass,
// each against the same without the guard, interleaved in one run. Prints medians and their ratio;
// of the start-up the processor's time too, which a busy machine does not stretch.
//   node bench/guard.mjs [rounds]
import { spawn, spawnSync } from 'node:child_process';
import http from 'node:http';
import { fileURLToPath } from 'node:url';

const rounds = Number(process.argv[2] ?? 15);
const guard = fileURLToPath(import.meta.resolve('@agent-replay/cassette/guard'));
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const server = http.createServer((_request, response) => response.end('{"ok":true}'));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address();

const client = `
  const url = 'http://127.0.0.1:${port}/';
  for (let i = 0; i < 300; i += 1) await (await fetch(url)).text();
  const times = [];
  for (let i = 0; i < 1500; i += 1) {
    const start = performance.now();
    await (await fetch(url)).text();
    times.push(performance.now() - start);
  }
  console.log(times.sort((a, b) => a - b)[750]);`;
const columns = {
  bare: { args: [], env: {} },
  guarded: {
    args: ['--require', guard],
    env: { AGENT_REPLAY_GUARD: JSON.stringify({ mode: 'strict', allow: [`tcp:127.0.0.1:${port}`] }) },
  },
};
const startup = { bare: [], guarded: [] };
const processor = { bare: [], guarded: [] };
const spent = 'const { user, system } = process.cpuUsage(); console.log((user + system) / 1000)';
const request = { bare: [], guarded: [] };

for (let round = 0; round < rounds; round += 1) {
  for (const [name, { args, env }] of Object.entries(columns)) {
    const options = { env: { PATH: process.env.PATH, ...env } };
    const start = performance.now();
    const { stdout } = spawnSync(process.execPath, [...args, '-e', spent], options);
    startup[name].push(performance.now() - start);
    processor[name].push(Number(stdout));
    const child = spawn(process.execPath, [...args, '--input-type=module', '-e', client], {
      ...options,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    request[name].push(Number((await child.stdout.setEncoding('utf8').toArray()).join('')));
  }
}
server.close();

const ms = { bare: median(startup.bare), guarded: median(startup.guarded) };
const cpu = { bare: median(processor.bare), guarded: median(processor.guarded) };
const us = { bare: median(request.bare) * 1000, guarded: median(request.guarded) * 1000 };
console.log(`Node ${process.version}, ${rounds} rounds`);
console.log(
  `start-up   bare ${ms.bare.toFixed(1)} ms, guarded ${ms.guarded.toFixed(1)} ms, cost ${(ms.guarded - ms.bare).toFixed(1)} ms (at most 25)`,
);
console.log(
  `  of CPU   bare ${cpu.bare.toFixed(1)} ms, guarded ${cpu.guarded.toFixed(1)} ms, cost ${(cpu.guarded - cpu.bare).toFixed(1)} ms`,
);
console.log(
  `a request  bare ${us.bare.toFixed(0)} µs, guarded ${us.guarded.toFixed(0)} µs, ratio ${(us.guarded / us.bare).toFixed(3)} (at most 1.05)`,
);
