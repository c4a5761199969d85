import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Packs every package into a folder: name → its tarball and its dependencies. */
export function packPackages(folder) {
  const packages = {};
  for (const name of readdirSync(join(root, 'packages'))) {
    const cwd = join(root, 'packages', name);
    const [{ name: id, filename }] = JSON.parse(
      execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', folder], {
        cwd,
        encoding: 'utf8',
      }),
    );
    const manifest = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'));
    packages[id] = { file: join(folder, filename), dependencies: Object.keys(manifest.dependencies ?? {}) };
  }
  return packages;
}
