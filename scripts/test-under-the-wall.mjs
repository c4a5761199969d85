// npm run test:wall [-- vitest arguments]
// Runs the project's own tests where the kernel lets nothing out: in a network namespace that has loopback and nothing
// else, the PostgreSQL of the tests bridged in through its unix socket. Ends with 1 when a test fails, and when anything
// tried to leave; with 3 on a machine without namespaces.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { netnsState } from '../packages/cassette/dist/bundle/index.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const relay = join(root, 'packages/cassette/dist/guard/namespace-relay.cjs');
const { active, reason } = netnsState();
if (!active) {
  console.error(`The tests were not run under the wall: ${reason}.`);
  process.exit(3);
}

const folder = mkdtempSync(join(tmpdir(), 'under-the-wall-'));
const ready = join(folder, 'ready');
const bridges = bridgesTo(process.env['AGENT_REPLAY_TEST_POSTGRES']);
const script = [
  'ip link set lo up || /sbin/ip link set lo up || exit 3',
  bridges === null
    ? ''
    : '"$NODE" "$RELAY" $$ </dev/null >/dev/null 2>&1 & while [ ! -e "$AGENT_REPLAY_READY" ]; do sleep 0.05; done',
  '"$NODE" "$@"; status=$?',
  `left="$(awk '/^Ip:/ { if (!head) { for (i = 1; i <= NF; i++) if ($i == "OutNoRoutes") at = i; head = 1 } else print $at }' /proc/self/net/snmp)"`,
  'if [ "$left" != 0 ]; then echo "The tests tried to leave: $left packets found no route." >&2; [ $status -ne 0 ] || status=1; fi',
  'exit $status',
].join('\n');
const flags = process.getuid() === 0 ? ['--net'] : ['--user', '--map-current-user', '--keep-caps', '--net'];
const { status } = spawnSync(
  'unshare',
  [...flags, '--', '/bin/sh', '-c', script, 'sh', vitest, 'run', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      NODE: process.execPath,
      RELAY: relay,
      AGENT_REPLAY_READY: ready,
      ...(bridges !== null && { AGENT_REPLAY_BRIDGES: JSON.stringify(bridges) }),
    },
  },
);
rmSync(folder, { recursive: true, force: true });
process.exitCode = status ?? 1;

/** The server's port on the loopback of the namespace, led to its unix socket, which a namespace does not cut off. */
function bridgesTo(url) {
  if (url === undefined) return null;
  const port = Number(new URL(url).port);
  const { stdout } = spawnSync('awk', [`$NF ~ /\\.s\\.PGSQL\\.${port}$/ { print $NF }`, '/proc/net/unix'], {
    encoding: 'utf8',
  });
  const socket = stdout.split('\n').find((file) => file !== '' && existsSync(file));
  return socket === undefined ? null : [{ host: '127.0.0.1', port, socket }];
}
