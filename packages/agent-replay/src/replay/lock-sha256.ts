import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256 } from '@agent-replay/contracts';
import { repositoryOf } from '../config/repository-of.ts';
import { type OnUnread, readIfThere } from './read-if-there.ts';

/** What package managers of JavaScript and of Python write down what they install in. */
const LOCKS = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
  'bun.lockb',
  'uv.lock',
  'poetry.lock',
  'Pipfile.lock',
  'requirements.txt',
];

/**
 * The lock files that rule in a folder: of each kind the nearest one, in it or above it in its repository, as packages of a
 * workspace share one.
 */
export function lockFiles(root: string): string[] {
  const top = repositoryOf(root);
  return LOCKS.flatMap((name) => nearest(name, root, top));
}

/** The digest of the lock files that rule in a folder, whatever the ends of their lines; null without any. */
export function lockSha256(root: string, onUnread: OnUnread): string | null {
  const texts = lockFiles(root)
    .map((file) => readIfThere(file, 'latin1', onUnread)?.replaceAll('\r\n', '\n'))
    .filter((text) => text !== undefined);
  return texts.length === 0 ? null : sha256(texts.map((text) => `${sha256(text)}\n`).join(''));
}

function nearest(name: string, folder: string, top: string): string[] {
  const file = join(folder, name);
  if (existsSync(file)) return [file];
  const above = dirname(folder);
  return folder === top || above === folder ? [] : nearest(name, above, top);
}
