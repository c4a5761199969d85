// npm run demo: one silent failure, from the lie to the proof, on recorded provider traffic.
// Starts on any Node >= 20; installs and builds first, then goes on with the project's own Node.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

if (!existsSync(`${root}node_modules/.bin/node`))
  step('Installing (npm ci)', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
step('Building', 'npm', ['run', '--silent', 'build']);
step(null, `${root}node_modules/.bin/node`, [`${root}scripts/demo/loop.mjs`]);

function step(title, command, args) {
  if (title !== null) console.log(`${title} …`);
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
