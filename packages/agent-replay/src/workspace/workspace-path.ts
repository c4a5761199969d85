import { isAbsolute, resolve, sep } from 'node:path';

const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * The absolute path of a relative one within a folder, or null for one that leads out of it or could
 * not be made on every system: nothing from a file becomes a path unchecked.
 */
export function pathWithin(folder: string, path: string): string | null {
  const parts = path.split(/[\\/]/);
  if (path === '' || path.includes('\0') || isAbsolute(path) || /^[a-z]:/i.test(path)) return null;
  if (parts.some((part) => part === '..' || RESERVED.test(part))) return null;
  const full = resolve(folder, ...parts);
  return full.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`) ? full : null;
}
