import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { AgentReplayError } from '@agent-replay/contracts';

const run = promisify(execFile);

/** What a hook of Git tells its programs of the repository that it runs in: with these, a worktree's files would go into its index. */
const OF_HOOK = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_COMMON_DIR',
  'GIT_INDEX_FILE',
  'GIT_PREFIX',
];
/** A checkout is no occasion for the user's own hooks. */
const WITHOUT_HOOKS = ['-c', 'core.hooksPath=/dev/null'];

/** The environment of a Git that is to find the repository by the folder that it runs in. */
export function environmentOfGit(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !OF_HOOK.includes(name));
  return { ...Object.fromEntries(kept), ...more };
}

/**
 * What Git prints.
 *
 * @throws {AgentReplayError} `OPTION_INVALID` with the last line that Git says in place of it, and with `asked`.
 */
export async function git(
  cwd: string,
  args: readonly string[],
  { asked, env }: { asked?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  try {
    const { stdout } = await run('git', [...WITHOUT_HOOKS, ...args], {
      cwd,
      env: environmentOfGit(env),
      maxBuffer: 256 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    const text =
      String((error as { stderr?: string }).stderr ?? error)
        .trim()
        .split('\n')
        .at(-1) ?? '';
    throw new AgentReplayError(
      'OPTION_INVALID',
      `Failed to check out the code: git ${args[0]} says "${text}".`,
      {
        lines: [
          ...(asked === undefined ? [] : [['asked', asked] as const]),
          ['in', cwd],
          ['fix', fixFor(args[0], text)],
        ],
        cause: error,
      },
    );
  }
}

/** What Git could not do, and not what it was asked for, may be at fault. */
function fixFor(command: string | undefined, text: string): string {
  if (/read-only file system|permission denied|no space left/i.test(text))
    return 'let Git write to the repository, as a worktree needs it, or prove in a clone that can be written to';
  if (command === 'read-tree')
    return 'fetch that commit of the submodule: git submodule update --init --recursive';
  return command === 'apply'
    ? 'commit the fixed code, and make the patch of it: "git diff" of the ref that --fixed names'
    : 'name refs that "git rev-parse" knows, in a Git repository';
}
