import { realpath } from 'node:fs/promises';
import { AgentReplayError, isAgentReplayError } from '@agent-replay/contracts';
import { nearest } from '../output/nearest.ts';
import { git } from './git.ts';

/** The folder of the repository that a folder is in. */
export async function repositoryOf(root: string): Promise<string> {
  return realpath((await git(root, ['rev-parse', '--show-toplevel'])).trim());
}

/**
 * Sees that there are refs, before anything is done with the first of them; `.` is the working tree.
 *
 * @throws {AgentReplayError} `OPTION_INVALID`, with the branches and tags that may have been meant
 */
export async function checkRefs(root: string, refs: readonly string[]): Promise<void> {
  const named = refs.filter((ref) => ref !== '.');
  if (named.length === 0) return;
  const top = await repositoryOf(root);
  for (const ref of named) await commitOf(top, ref);
}

/**
 * The commit that a ref is of. What it is of, a tag above all, is asked for apart: `:/words` goes to the end of its text.
 *
 * @throws {AgentReplayError} `OPTION_INVALID`, with the branches and tags that may have been meant
 */
export async function commitOf(top: string, ref: string): Promise<string> {
  const object = await parsed(top, ref);
  if (object === null) throw noSuchRef(ref, top, await refsOf(top), await isShallow(top));
  const commit = await parsed(top, `${object}^{commit}`);
  if (commit === null) throw refError(`"${ref}" is no commit`, [['fix', 'name a commit, a branch or a tag']]);
  return commit;
}

async function parsed(top: string, name: string): Promise<string | null> {
  try {
    return (await git(top, ['rev-parse', '--quiet', '--verify', '--end-of-options', name])).trim();
  } catch (error) {
    if (isAgentReplayError(error)) return null;
    throw error;
  }
}

const MOST_SHOWN = 5;
const DEEPEN =
  'this clone is shallow: take the rest with "git fetch --unshallow --tags", in GitHub Actions with "fetch-depth: 0"';

/** Branches, tags and those of remotes, the newest first. */
async function refsOf(top: string): Promise<string[]> {
  const args = [
    '--sort=-creatordate',
    '--format=%(refname:short)',
    'refs/heads',
    'refs/tags',
    'refs/remotes',
  ];
  const refs = await git(top, ['for-each-ref', ...args]).catch(() => '');
  return refs.split('\n').filter(Boolean);
}

/** As CI clones by default: without the commits before the last. */
async function isShallow(top: string): Promise<boolean> {
  return (await git(top, ['rev-parse', '--is-shallow-repository']).catch(() => '')).trim() === 'true';
}

function noSuchRef(ref: string, top: string, known: readonly string[], shallow: boolean): AgentReplayError {
  // `main~2` and `main^` go back from a ref.
  const [begin = ''] = ref.split(/[~^@:]/, 1);
  const near = nearest(begin, ['HEAD', ...known]);
  const shown: [string, string] =
    near.length > 0 && !near.includes(begin)
      ? ['nearest', near.join(', ')]
      : ['known', ['HEAD', ...known.slice(0, MOST_SHOWN)].join(', ')];
  return refError(`no such ref: ${ref}`, [
    ['in', top],
    shown,
    [
      'fix',
      shallow ? DEEPEN : 'name a commit, a branch or a tag that there is; a clone may need "git fetch" first',
    ],
  ]);
}

function refError(why: string, lines: [string, string][]): AgentReplayError {
  return new AgentReplayError('OPTION_INVALID', `Failed to check out the code: ${why}.`, { lines });
}
