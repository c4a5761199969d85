import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readlink, realpath, symlink } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { git } from './git.ts';
import { install, managerOf } from './install.ts';

/**
 * Gives a worktree the dependencies of the working tree: every node_modules beside a package.json of
 * the worktree is rebuilt out of links. Where the lock file there is another one, or nothing is installed
 * here, its manager installs; what lies below belongs to that install.
 */
export async function linkDependencies(top: string, tree: string): Promise<void> {
  const installed: string[] = [];
  for (const folder of await packageFolders(tree)) {
    if (installed.some((above) => above === '.' || folder.startsWith(`${above}/`))) continue;
    const from = join(top, folder);
    const to = join(tree, folder);
    const manager = managerOf(to);
    const isInstalled = existsSync(join(from, 'node_modules'));
    if (manager !== null && !(isInstalled && isSame(join(from, manager.lock), join(to, manager.lock)))) {
      await install(manager, to);
      installed.push(folder);
    } else if (isInstalled && !existsSync(join(to, 'node_modules')))
      await linkModules(join(from, 'node_modules'), join(to, 'node_modules'), top, tree);
  }
}

const isSame = (one: string, other: string): boolean =>
  existsSync(one) && readFileSync(one).equals(readFileSync(other));

/** Folders of the worktree that hold a package.json, the top first. */
async function packageFolders(tree: string): Promise<string[]> {
  const listed = await git(tree, ['ls-files', '-z', '--', 'package.json', '**/package.json']);
  const folders = listed
    .split('\0')
    .filter(Boolean)
    .map((path) => dirname(path));
  return [...new Set(['.', ...folders])].toSorted();
}

/**
 * A link for each package; the notes of the managers stay behind. One that leads to a package of the repository itself, as workspaces have
 * them, leads to that package in the worktree: the code of the working tree must not be what is tried.
 */
async function linkModules(from: string, to: string, top: string, tree: string): Promise<void> {
  const real = await realpath(from);
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(real, { withFileTypes: true })) {
    if (entry.isFile()) continue;
    const [source, target] = [join(real, entry.name), join(to, entry.name)];
    if (entry.isDirectory() && entry.name.startsWith('@')) await linkModules(source, target, top, tree);
    else await symlink(entry.isSymbolicLink() ? await inTree(source, top, tree) : source, target, 'junction');
  }
}

async function inTree(link: string, top: string, tree: string): Promise<string> {
  const target = resolve(dirname(link), await readlink(link));
  const way = relative(top, target);
  const isOwn = way !== '' && !way.startsWith('..') && !way.split(sep).includes('node_modules');
  return isOwn && isWhole(target, join(tree, way)) ? join(tree, way) : target;
}

/** A package that has to be built is not in a worktree; then the one that was built has to do. */
function isWhole(built: string, fresh: string): boolean {
  const text = textOf(join(fresh, 'package.json'));
  if (text === null) return false;
  const { main, module, exports } = JSON.parse(text) as Record<string, unknown>;
  return filesOf([main, module, exports]).every(
    (file) => existsSync(join(fresh, file)) || !existsSync(join(built, file)),
  );
}

function filesOf(entry: unknown): string[] {
  if (typeof entry === 'string') return entry.includes('*') ? [] : [entry];
  return typeof entry === 'object' && entry !== null ? Object.values(entry).flatMap(filesOf) : [];
}

function textOf(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}
