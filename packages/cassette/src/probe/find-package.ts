import fs from 'node:fs';
import path from 'node:path';
import { findPackageJSON } from 'node:module';

/**
 * The name under which a project imports a package; null where it has none. `undici@7` is the one of
 * that major, which may be installed under an alias: `undici7`.
 */
export function findPackage(need: string, root: string): string | null {
  const [, name = need, major] = /^(.+)@(\d+)$/.exec(need) ?? [];
  const names = major === undefined ? [name] : [`${name}${major}`, name];
  return names.find((each) => isThere(each, major, root)) ?? null;
}

function isThere(name: string, major: string | undefined, root: string): boolean {
  try {
    const file = findPackageJSON(name, path.join(root, 'probe.js'));
    if (file === undefined || major === undefined) return file !== undefined;
    const { version } = JSON.parse(fs.readFileSync(file, 'utf8')) as { version?: string };
    return version?.split('.', 1)[0] === major;
  } catch {
    return false;
  }
}
