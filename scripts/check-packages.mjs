// Checks each package as npm would publish it: publint for its manifest, attw for its types.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// agent-replay: every Node that we support can require an ES module. cassette: the guard is for `--require` alone.
const IGNORED = {
  'agent-replay': ['--ignore-rules', 'cjs-resolves-to-esm'],
  cassette: ['--ignore-rules', 'named-exports'],
};
const root = new URL('..', import.meta.url).pathname;
const out = mkdtempSync(join(tmpdir(), 'agent-replay-pack-'));
let failed = 0;
try {
  for (const name of readdirSync(join(root, 'packages'))) {
    const folder = join(root, 'packages', name);
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const profile = JSON.stringify(manifest.exports).includes('"require"') ? 'node16' : 'esm-only';
    const [{ filename }] = JSON.parse(
      run('npm', ['pack', '--json', '--silent', '--pack-destination', out], folder),
    );
    check(manifest.name, 'publint', [folder, '--strict']);
    check(manifest.name, 'attw', [
      join(out, filename),
      '--profile',
      profile,
      ...(IGNORED[name] ?? []),
      '--no-emoji',
    ]);
  }
} finally {
  rmSync(out, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;

function check(name, tool, args) {
  try {
    run(tool, args);
    console.log(`ok      ${tool.padEnd(8)} ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${tool.padEnd(8)} ${name}\n${error.stdout ?? ''}${error.stderr ?? error.message}`);
  }
}

function run(command, args, cwd = root) {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
