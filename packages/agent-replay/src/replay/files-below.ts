import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const MOST_FILES = 20_000;

/**
 * The files below a folder, without what is installed there (`node_modules`, virtual environments of Python) and
 * what tools keep for themselves (folders with a dot), in an order that is the same on every machine.
 */
export function filesBelow(folder: string): string[] {
  const files: string[] = [];
  const folders = [folder];
  // What is added meanwhile is visited, too.
  for (const each of folders) {
    if (files.length >= MOST_FILES) break;
    for (const entry of entriesOf(each)) {
      const path = join(each, entry.name);
      if (entry.isFile()) files.push(path);
      else if (entry.isDirectory() && !isForeign(entry.name, path)) folders.push(path);
    }
  }
  return files;
}

function isForeign(name: string, path: string): boolean {
  return name.startsWith('.') || name === 'node_modules' || existsSync(join(path, 'pyvenv.cfg'));
}

function entriesOf(folder: string): { name: string; isFile(): boolean; isDirectory(): boolean }[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}
