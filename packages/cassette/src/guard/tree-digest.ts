import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';

/** Files of a tree by relative path: a digest of each, a link's target, or `dir`. */
export type TreeDigest = ReadonlyMap<string, string>;

export interface TreeDigestOptions {
  /** Names of folders that are passed over. @default [".git", "node_modules"] */
  skip?: readonly string[];
}

/** Digests a tree, so that what a child process changed in it can be listed afterwards. Links are not followed. */
export async function digestTree(
  root: string,
  { skip = ['.git', 'node_modules'] }: TreeDigestOptions = {},
): Promise<TreeDigest> {
  const digest = new Map<string, string>();
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await fs.readdir(folder, { withFileTypes: true })) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory() && skip.includes(entry.name)) continue;
      digest.set(path.relative(root, file), await digestOf(file, entry));
      if (entry.isDirectory()) await walk(file);
    }
  };
  await walk(root);
  return digest;
}

/** Paths that were added, removed or changed between two digests, sorted. */
export function changedPaths(before: TreeDigest, after: TreeDigest): string[] {
  const all = new Set([...before.keys(), ...after.keys()]);
  return [...all].filter((file) => before.get(file) !== after.get(file)).toSorted();
}

async function digestOf(
  file: string,
  entry: { isDirectory: () => boolean; isSymbolicLink: () => boolean; isFile: () => boolean },
): Promise<string> {
  if (entry.isDirectory()) return 'dir';
  if (entry.isSymbolicLink()) return `link ${await fs.readlink(file)}`;
  if (!entry.isFile()) return 'special';
  const { mode } = await fs.stat(file);
  return `${mode.toString(8)} ${createHash('sha256')
    .update(await fs.readFile(file))
    .digest('hex')}`;
}
