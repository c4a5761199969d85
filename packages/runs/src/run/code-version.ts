import { execFile } from 'node:child_process';

/** How git begins to say that a folder is in none, in English. */
const NO_REPOSITORY = 'fatal: not a git repository';

const found = new Map<string, Promise<string>>();

/** The commit that a folder was at when the process first asked, with `-dirty` when files differ from it; `unknown` outside git. */
export function codeVersion(folder: string): Promise<string> {
  const known = found.get(folder);
  if (known !== undefined) return known;
  const asked = codeVersionNow(folder);
  found.set(folder, asked);
  return asked;
}

/** The same as it is now. */
export async function codeVersionNow(folder: string): Promise<string> {
  // One process says both.
  const said = await git(folder, [
    'status',
    '--porcelain=v2',
    '--branch',
    '--no-ahead-behind',
    '--untracked-files=no',
  ]);
  if (said === NO_REPOSITORY) return 'unknown';
  if (said === null) return commitAlone(folder);
  const commit = /^# branch\.oid ([0-9a-f]{40,64})$/m.exec(said)?.[1];
  if (commit === undefined) return 'unknown';
  return /^[^#]/m.test(said) ? `${commit}-dirty` : commit;
}

/** Where too much differs to be told, or to be found in time, the commit still can be: nobody knows that it is clean. */
async function commitAlone(folder: string): Promise<string> {
  const said = await git(folder, ['rev-parse', '--verify', 'HEAD']);
  return /^[0-9a-f]{40,64}$/.test(said ?? '') ? `${said}-dirty` : 'unknown';
}

/** What git says; `NO_REPOSITORY`, or null where it cannot say it. */
function git(folder: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    try {
      const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };
      execFile(
        'git',
        args,
        { cwd: folder, timeout: 3000, env, windowsHide: true },
        (error, stdout, stderr) => {
          if (error === null) return resolve(stdout.trim());
          resolve(stderr.startsWith(NO_REPOSITORY) ? NO_REPOSITORY : null);
        },
      );
    } catch {
      resolve(null); // A guard may refuse to start any process.
    }
  });
}
