// Requests a second of `agent-replay serve`, beside a bare http server that answers the same bytes, by wrk in
// the same run: `npm run bench:serve [seconds]`. Needs a build, and wrk.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync, cpSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const seconds = Number(process.argv[2] ?? 5);
const at = (path) => fileURLToPath(new URL(`../packages/agent-replay/${path}`, import.meta.url));
const { loadConfig } = await import(at('dist/index.js'));
const { gateFactsForMany } = await import(at('dist/gate/run-gate.js'));
const { writeMonitor } = await import(at('dist/monitor/write-monitor.js'));
const { serve } = await import(at('dist/serve/serve.js'));

const root = mkdtempSync(join(tmpdir(), 'agent-replay-serve-'));
try {
  writeFileSync(join(root, 'package.json'), '{}');
  // 500 fixtures on disk, each read and digested when the facts are read anew.
  for (let index = 0; index < 500; index += 1) {
    const dir = join(root, 'fixtures/bench', `fixture_${index}`);
    mkdirSync(dir, { recursive: true });
    cpSync(at('template/fixtures/examples/missing_report'), dir, { recursive: true });
    const input = join(dir, 'input.json');
    writeFileSync(input, readFileSync(input, 'utf8').replace('"missing_report"', `"fixture_${index}"`));
  }
  const config = await loadConfig(root);
  await writeMonitor({ config });
  const server = await serve({ facts: gateFactsForMany(config) });
  for (const path of ['/healthz', '/metrics']) {
    const response = await fetch(server.url + path);
    const body = await response.text();
    const bare = createServer((_, answer) => {
      answer.writeHead(response.status, { 'content-type': response.headers.get('content-type') });
      answer.end(body);
    });
    await new Promise((resolve) => bare.listen(0, '127.0.0.1', resolve));
    const peer = await wrk(`http://127.0.0.1:${bare.address().port}/`);
    const ours = await wrk(server.url + path);
    bare.close();
    console.log(
      `${path.padEnd(9)} ${response.status}  ${String(body.length).padStart(7)} bytes  ${ours.rate.toFixed(0).padStart(6)} requests/s, p99 ${ours.p99}  bare http ${peer.rate.toFixed(0)}/s, p99 ${peer.p99}  ratio ${(ours.rate / peer.rate).toFixed(2)}`,
    );
  }
  await server.close();
} finally {
  rmSync(root, { recursive: true, force: true });
}

async function wrk(url) {
  const { stdout: out } = await promisify(execFile)(
    'wrk',
    ['-t1', '-c20', `-d${seconds}s`, '--latency', url],
    {},
  );
  const errors = /Non-2xx or 3xx responses: (\d+)/.exec(out);
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(out)[1]);
  return { rate, p99: /99%\s+(\S+)/.exec(out)[1], errors: Number(errors?.[1] ?? 0) };
}
