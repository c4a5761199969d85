import { execFile } from 'node:child_process';
import { isAbsolute, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Vitest } from 'vitest/node';

/**
 * What `--changed` and `vitest related` name, absolute; null without either. Vitest follows imports from
 * a test to what has changed, and nothing imports a fixture's files.
 */
export async function changedFiles(vitest: Vitest): Promise<string[] | null> {
  const { changed, related, root } = vitest.config;
  if (related !== undefined) return related.map((file) => (isAbsolute(file) ? file : resolve(root, file)));
  if (changed === undefined || changed === false) return null;
  const vcs = vitest.vcs as Vitest['vcs'] | undefined;
  // Vitest 4.1.0 does not have it.
  if (vcs === undefined) return askGit(root, changed);
  // Without the resolver that Vitest 5 adds later this asks Git, as Vitest 4 does.
  const files = await vcs.findChangedFiles({ root, changedSince: changed } as Parameters<
    Vitest['vcs']['findChangedFiles']
  >[0]);
  return [...new Set(files)];
}

/** What is new, edited or staged, and, with a ref, committed since. */
async function askGit(root: string, since: string | boolean): Promise<string[]> {
  const git = async (...args: string[]): Promise<string[]> => {
    const { stdout } = await promisify(execFile)('git', args, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
    return stdout.split('\0').filter(Boolean);
  };
  const [top = ''] = await git('rev-parse', '--show-toplevel');
  const folder = top.trimEnd();
  const named = await Promise.all([
    git('-C', folder, 'ls-files', '-z', '--other', '--modified', '--exclude-standard'),
    git('-C', folder, 'diff', '-z', '--cached', '--name-only'),
    typeof since === 'string'
      ? git('-C', folder, 'diff', '-z', '--name-only', '--end-of-options', `${since}...HEAD`)
      : [],
  ]);
  return [...new Set(named.flat().map((file) => resolve(folder, file)))];
}
