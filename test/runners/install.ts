import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const OURS = ['contracts', 'redaction', 'cassette', 'runs', 'agent-replay', 'vitest-plugin', 'jest-preset'];

/** A folder with our packages in `node_modules` as a user has them: their files, not links into the repository. */
export interface Installed {
  dir: string;
  remove(): void;
}

/** Installs our packages, as built, and links everything that they and the runners need. */
export function install(): Installed {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'agent-replay-runners-')));
  const modules = join(dir, 'node_modules');
  mkdirSync(join(modules, '@agent-replay'), { recursive: true });
  for (const name of OURS) copyPackage(name, modules);
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name.startsWith('.') || name === '@agent-replay' || existsSync(join(modules, name))) continue;
    symlinkSync(join(root, 'node_modules', name), join(modules, name), 'junction');
  }
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 3 }) };
}

function copyPackage(name: string, modules: string): void {
  const from = join(root, 'packages', name);
  const to = join(modules, name === 'agent-replay' ? name : `@agent-replay/${name}`);
  for (const part of ['package.json', 'bin', 'dist', 'schemas', 'assets']) {
    if (existsSync(join(from, part))) cpSync(join(from, part), join(to, part), { recursive: true });
  }
  if (existsSync(join(from, 'node_modules'))) {
    mkdirSync(join(to, 'node_modules'), { recursive: true });
    for (const nested of readdirSync(join(from, 'node_modules'))) {
      if (!nested.startsWith('.'))
        symlinkSync(join(from, 'node_modules', nested), join(to, 'node_modules', nested), 'junction');
    }
  }
}
