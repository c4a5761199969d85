import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, rmSync } from 'node:fs';
import { copyFile, mkdtemp, realpath, rm } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { sha256 } from '@agent-replay/contracts';
import { atSignal } from '../child/at-signal.ts';
import { findConfig } from '../config/find-config.ts';
import { applyPatch } from './apply-patch.ts';
import { checkOutSubmodules, type Submodules } from './check-out-submodules.ts';
import { commitOf, repositoryOf } from './commit-of.ts';
import { environmentOfGit, git } from './git.ts';
import { linkDependencies } from './link-dependencies.ts';
import { worktreePrefix } from './sweep-worktrees.ts';

/** A version of the user's code on disk. */
export interface CheckedOut {
  ref: string;
  /** The folder that stands for the config's. */
  root: string;
  /** Digest of every tracked file of that folder, fixtures aside, and of the agent's, and of lock files, that lie elsewhere. */
  sha256: string;
  remove: () => Promise<void>;
}

/**
 * Puts a version of the repository into a temporary worktree, with the installed dependencies of the
 * working tree; `.` is the working tree as it is.
 *
 * @param filesOf the agent's files in the folder that stands for the config's, and beside it, as in a package of the same workspace, and the lock files that rule there
 * @throws {AgentReplayError} `OPTION_INVALID` when git does not know the ref or the patch does not apply.
 */
export async function checkOut(
  root: string,
  ref: string,
  patch: string | null,
  filesOf: (root: string) => readonly string[] = () => [],
): Promise<CheckedOut> {
  const top = await repositoryOf(root);
  if (ref === '.' && patch === null) {
    const digested = await digest(top, [root, ...filesOf(root)]);
    return { ref: 'working tree', root, sha256: digested, remove: async () => undefined };
  }
  const commit = await commitOf(top, ref === '.' ? 'HEAD' : ref);
  const base = await realpath(await mkdtemp(worktreePrefix()));
  const tree = join(base, basename(top));
  const forget = atSignal(() => {
    rmSync(base, { recursive: true, force: true });
    spawnSync('git', ['worktree', 'prune'], {
      cwd: top,
      env: environmentOfGit(),
      stdio: 'ignore',
    });
  });
  const remove = async (): Promise<void> => {
    forget();
    await git(top, ['worktree', 'remove', '--force', tree]).catch(() => undefined);
    await rm(base, { recursive: true, force: true });
    await git(top, ['worktree', 'prune']).catch(() => undefined);
  };
  try {
    await git(top, ['worktree', 'add', '--detach', '--quiet', tree, commit]);
    const submodules = await checkOutSubmodules(top, commit, tree, base);
    if (patch !== null) await applyPatch(tree, relative(top, root).split(sep).join('/'), resolve(patch));
    const place = join(tree, relative(top, root));
    await linkDependencies(top, tree);
    await copyConfig(root, place);
    return {
      ref: patch === null ? ref : `${ref} + ${basename(patch)}`,
      root: place,
      sha256: await digest(tree, [place, ...filesOf(place)], submodules),
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Code from before the config is replayed under the config of today. */
async function copyConfig(root: string, place: string): Promise<void> {
  const { file } = findConfig(root);
  if (file === null || findConfig(place).file !== null) return;
  await copyFile(file, join(place, basename(file)));
}

/** Digest over the tracked files at and below paths, as they are on disk; fixtures and their notes are no code. */
async function digest(
  top: string,
  [folder = top, ...files]: readonly string[],
  submodules: Submodules = new Map(),
): Promise<string> {
  const below = await git(top, ['ls-files', '-z', '--', folder]);
  const known = new Set(below.split('\0'));
  const places = await Promise.all(files.map((file) => realpath(file)));
  const paths = places.map((file) => relative(top, file).split(sep).join('/'));
  const others = paths.filter((path) => !known.has(path) && !path.startsWith('../'));
  return digestOf(top, [...known, ...(await namedBeside(top, others))], submodules);
}

/** Of some paths those that Git names, and the submodules in which others lie: of these it names no file. */
async function namedBeside(top: string, paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  const named = (await git(top, ['--literal-pathspecs', 'ls-files', '-z', '--', ...paths])).split('\0');
  const left = paths.filter((path) => !named.includes(path));
  if (left.length === 0) return named;
  const staged = (await git(top, ['ls-files', '--stage', '-z'])).split('\0');
  const folders = staged.flatMap((entry) => STAGED_GITLINK.exec(entry)?.[1] ?? []);
  return [...named, ...folders.filter((folder) => left.some((path) => path.startsWith(`${folder}/`)))];
}

/** A path at which the index has a commit of another repository. */
const STAGED_GITLINK = /^160000 [0-9a-f]+ \d\t(.+)$/s;

async function digestOf(top: string, paths: readonly string[], submodules: Submodules): Promise<string> {
  const code = paths
    .filter(
      (path) =>
        path !== '' && !/(?:^|\/)fixtures\//.test(path) && !/(?:^|\/)agent-replay\.lock\.json$/.test(path),
    )
    .toSorted();
  const lines: string[] = [];
  for (const path of code) lines.push(`${await contentDigest(join(top, path), submodules)}  ${path}\n`);
  return sha256(lines.join(''));
}

/** A folder that Git names like a file is a submodule's. */
async function contentDigest(path: string, submodules: Submodules): Promise<string> {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory() === true) return digestOf(path, await namedIn(path, submodules), submodules);
  try {
    return sha256(readFileSync(path));
  } catch {
    return 'absent';
  }
}

/** What Git names in a submodule; nothing in one that is not checked out, of which it would name what is above. */
async function namedIn(folder: string, submodules: Submodules): Promise<readonly string[]> {
  const filled = submodules.get(folder);
  if (filled !== undefined) return filled;
  return existsSync(join(folder, '.git')) ? (await git(folder, ['ls-files', '-z'])).split('\0') : [];
}
