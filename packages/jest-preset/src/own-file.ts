import { fileURLToPath } from 'node:url';

/** Absolute path of a file of this package, by its path in the build. */
export function ownFile(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
