import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { guardPath } from './load-guard.ts';

let hits = 0;
const own = new URL('../../dist/guard/guard-module-hooks.cjs', import.meta.url).href;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'module-hooks-test-'));
const server = net.createServer((socket) => {
  hits += 1;
  socket.destroy();
});
const socket = path.join(folder, 'service.sock');
const unix = net.createServer(() => void (hits += 1));

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  await once(unix.listen(socket), 'listening');
});
afterAll(() => {
  server.close();
  unix.close();
  fs.rmSync(folder, { recursive: true });
});

// As in a test runner, whose process starts without the guard, and may have hooks of its own already.
test.each([false, true])('module hooks start guarded, with others there before: %s', async (hasOthers) => {
  const kept = path.join(folder, 'kept');
  fs.writeFileSync(kept, 'kept');
  const tried = await attack(`
    ${hasOthers} && register('data:text/javascript,');
    const { adopt } = installGuard({ mode: 'cassette', ledger: ledger(1), protect: [${JSON.stringify(kept)}], exit: false });
    register(hooks(\`await tried(${port()}, '127.0.0.1'); await tried(${JSON.stringify(socket)});
      try { fs.writeFileSync(${JSON.stringify(kept)}, 'changed'); } catch {}\`));
    tell();
    adopt({ mode: 'cassette', ledger: ledger(2), exit: false, allow: ['unix:${socket}'] });
    register(hooks(\`await tried(${port()}, '127.0.0.1'); await tried(${JSON.stringify(socket)});\`));
    tell();`);
  // The second policy, with a ledger of its own, lets one of them pass.
  expect({ tried, hits, kept: fs.readFileSync(kept, 'utf8') }).toEqual({
    tried: ['tcp unix fs', 'tcp'],
    hits: 1,
    kept: 'kept',
  });
});

test('no module hooks get control over the guard of their thread', async () => {
  const tried = await attack(`
    process.env.AGENT_REPLAY_GUARD = JSON.stringify({ mode: 'cassette', claim: true });
    installGuard({ mode: 'cassette', ledger: ledger(1), exit: false });
    register(hooks(\`
      const guard = globalThis[Symbol.for('agent-replay.guard')];
      for (const each of [guard, guard.claim() ?? guard]) each.adopt({ mode: 'off' });
      const { initialize } = await import(\${JSON.stringify(own)});
      try { initialize({ file: \${JSON.stringify(guardFile)}, policy: { mode: 'off' }, key: '' }); } catch (error) { fs.writeSync(1, error.message + '\\\\n'); }
      await tried(${port()}, '127.0.0.1');\`));
    tell();`);
  expect({ tried, hits }).toEqual({
    tried: ['Failed to guard module hooks: their thread is held by somebody else.', 'tcp'],
    hits: 0,
  });
});

/** Runs code in a process without the guard, with what it needs to put one in place and to be hooked; returns the lines it prints. */
async function attack(code: string): Promise<string[]> {
  hits = 0;
  const script = `const register = (...args) => require('node:module').register(...args);
    const guardFile = ${JSON.stringify(guardPath)};
    const own = ${JSON.stringify(own)};
    const { installGuard } = require(guardFile);
    const ledger = (nth) => ${JSON.stringify(path.join(folder, 'ledger'))} + process.pid + nth;
    const hooks = (body) => 'data:text/javascript,' + encodeURIComponent(\`
      import net from 'node:net'; import fs from 'node:fs';
      const tried = (...to) => new Promise((end) => net.connect(...to).on('error', end).on('connect', end));
      export async function initialize() { \${body} }\`);
    const tell = () => console.log(globalThis[Symbol.for('agent-replay.guard')].entries().map((row) => row.operation).join(' '));
    ${code}`;
  const child = spawn(process.execPath, ['--no-warnings', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [out] = await Promise.all([child.stdout.setEncoding('utf8').toArray(), once(child, 'exit')]);
  return out.join('').trim().split('\n');
}

function port(): number {
  return (server.address() as AddressInfo).port;
}
