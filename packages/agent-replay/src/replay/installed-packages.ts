import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256 } from '@agent-replay/contracts';

interface Manifest {
  name?: string;
  version?: string;
  /** Managers install these by machine: which of them is there says nothing of the version. */
  os?: unknown;
  cpu?: unknown;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

/**
 * Tells packages by name and version as they are installed, with all that they depend on: the same on each machine, under
 * each package manager. Their files are not read. It keeps what it reads, so one is made for each look at the disk.
 *
 * @returns the digest of the packages in some folders; null where there is none
 */
export function installedPackages(): (folders: Iterable<string>) => string | null {
  const manifests = new Map<string, Manifest | null>();
  const places = new Map<string, string | null>();

  function manifestOf(folder: string): Manifest | null {
    const known = manifests.get(folder);
    if (known !== undefined) return known;
    const manifest = read(join(folder, 'package.json'));
    manifests.set(folder, manifest);
    return manifest;
  }

  /** As Node looks for it: in the node_modules of the folder, and of each above. */
  function placeOf(name: string, folder: string): string | null {
    const key = `${folder}\0${name}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const [here, above] = [join(folder, 'node_modules', name), dirname(folder)];
    const place = existsSync(here) ? realpathSync(here) : above === folder ? null : placeOf(name, above);
    places.set(key, place);
    return place;
  }

  return (folders) => {
    const lines = new Set<string>();
    // What is added meanwhile is visited, too.
    const visited = new Set(folders);
    for (const folder of visited) {
      const manifest = manifestOf(folder);
      if (manifest === null || manifest.os !== undefined || manifest.cpu !== undefined) continue;
      const { name = '', version = '', dependencies, optionalDependencies, peerDependencies } = manifest;
      lines.add(`${name}@${version}\n`);
      for (const wanted of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
        const place = placeOf(wanted, folder);
        if (place !== null) visited.add(place);
      }
    }
    return lines.size === 0 ? null : sha256([...lines].toSorted().join(''));
  };
}

function read(file: string): Manifest | null {
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof manifest === 'object' ? manifest : null;
  } catch {
    return null;
  }
}
