import { basename } from 'node:path';
import { AgentReplayError } from '@agent-replay/contracts';
import { git } from './git.ts';

/**
 * Applies a patch in a worktree. It names its files from the repository's top, from the folder of the config, or, as
 * `git diff --relative` does in a package of a workspace, from the one folder where it applies.
 *
 * @param folder the config's, from the top; empty where it is the top
 * @throws {AgentReplayError} `OPTION_INVALID` when it applies nowhere, or in several folders beside the config's.
 */
export async function applyPatch(tree: string, folder: string, patch: string): Promise<void> {
  const apply = (from: string, ...more: string[]): Promise<string> =>
    git(tree, [
      'apply',
      '--whitespace=nowarn',
      ...(from === '' ? [] : [`--directory=${from}`]),
      ...more,
      '--',
      patch,
    ]);
  const fits = (from: string): Promise<boolean> =>
    apply(from, '--check').then(
      () => true,
      () => false,
    );
  for (const from of new Set(['', folder])) if (await fits(from)) return void (await apply(from));
  const others: string[] = [];
  for (const from of await foldersOf(tree, patch)) if (await fits(from)) others.push(from);
  if (others.length > 1) throw ambiguous(patch, others);
  // Where it applies nowhere, Git says why it does not from the config's.
  await apply(others[0] ?? folder);
}

/** The folders of the worktree that have a file of one of the names in a patch. */
async function foldersOf(tree: string, patch: string): Promise<string[]> {
  const names = (await git(tree, ['apply', '--numstat', '-z', '--', patch]).catch(() => ''))
    .split('\0')
    .map((line) => line.slice(line.lastIndexOf('\t') + 1))
    .filter(Boolean);
  const files = (await git(tree, ['ls-files', '-z'])).split('\0');
  const folders = names.flatMap((name) =>
    files.filter((file) => file.endsWith(`/${name}`)).map((file) => file.slice(0, -name.length - 1)),
  );
  return [...new Set(folders)].toSorted();
}

function ambiguous(patch: string, folders: readonly string[]): AgentReplayError {
  return new AgentReplayError(
    'OPTION_INVALID',
    `Failed to apply "${basename(patch)}": it fits in ${folders.length} folders of the repository.`,
    {
      lines: [
        ['folders', folders.join(', ')],
        ['fix', 'make it from the top of the repository: "git diff", without --relative'],
      ],
      details: { folders },
    },
  );
}
