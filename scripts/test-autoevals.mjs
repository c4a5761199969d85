// npm run test:autoevals: installs the packed contracts beside the real autoevals, which is too large (59 MB) for a
// development dependency, then type-checks and runs test/autoevals/scorers.ts there.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const AUTOEVALS = '0.3.0';
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'agent-replay-autoevals-'));
try {
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', folder], {
      cwd: join(root, 'packages', 'contracts'),
      encoding: 'utf8',
    }),
  );
  const dependencies = {
    '@agent-replay/contracts': `file:${filename}`,
    '@types/node': '24.19.2',
    autoevals: AUTOEVALS,
  };
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies }),
  );
  cpSync(join(root, 'test', 'autoevals', 'scorers.ts'), join(folder, 'scorers.ts'));
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  const options = ['--strict', '--noEmit', '--skipLibCheck', '--target', 'es2024', '--module', 'nodenext'];
  run(process.execPath, [
    join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
    ...options,
    '--types',
    'node',
    '--allowImportingTsExtensions',
    'scorers.ts',
  ]);
  run(process.execPath, ['scorers.ts']);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: folder, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
}
