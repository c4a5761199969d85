import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256 } from '@agent-replay/contracts';
import { type OnUnread, readIfThere } from './read-if-there.ts';

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
export function installedPackages(): (folders: Iterable<string>, onUnread: OnUnread) => string | null {
  const manifests = new Map<string, Manifest | null>();
  const unread = new Map<string, string>();
  const places = new Map<string, string | null>();

  function manifestOf(folder: string): Manifest | null {
    const known = manifests.get(folder);
    if (known !== undefined) return known;
    const manifest = read(join(folder, 'package.json'), (file) => unread.set(folder, file));
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

  return (folders, onUnread) => {
    const lines = new Set<string>();
    // What is added meanwhile is visited, too.
    const visited = new Set(folders);
    for (const folder of visited) {
      const manifest = manifestOf(folder);
      const file = unread.get(folder);
      if (file !== undefined) onUnread(file);
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

function read(file: string, onUnread: OnUnread): Manifest | null {
  const text = readIfThere(file, 'utf8', onUnread);
  if (text === null) return null;
  try {
    const manifest: unknown = JSON.parse(text);
    return typeof manifest === 'object' ? manifest : null;
  } catch {
    onUnread(file);
    return null;
  }
}
