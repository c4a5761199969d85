import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import type { Edit } from './propose-edits.ts';

/** A Git working tree. */
export interface Workspace {
  read: (paths: readonly string[]) => Promise<Record<string, string>>;
  /** False when the text to replace is not there, once. */
  apply: (edit: Edit) => Promise<boolean>;
  /** Runs the project's own test command. */
  passesTests: () => Promise<boolean>;
  diff: () => Promise<string>;
  reset: () => Promise<void>;
}

/** Opens a folder as a Git working tree; one that is none yet becomes one. */
export async function openWorkspace(folder: string): Promise<Workspace> {
  const git = (...args: string[]) =>
    run('git', ['-c', 'user.name=agent', '-c', 'user.email=agent@example.invalid', ...args], folder);
  if (
    (await git('rev-parse', '--show-prefix')).stdout.trim() !== '' ||
    (await git('rev-parse', '--git-dir')).code !== 0
  ) {
    await git('init', '--quiet');
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'As it was');
  }
  const place = (path: string): string => {
    if (isAbsolute(path) || normalize(path).startsWith('..'))
      throw new Error(`"${path}" leads out of the workspace.`);
    return join(folder, path);
  };
  return {
    async read(paths) {
      const texts = paths.map(async (path) => [path, await readFile(place(path), 'utf8')] as const);
      return Object.fromEntries(await Promise.all(texts));
    },
    async apply({ path, search, replace }) {
      const text = await readFile(place(path), 'utf8');
      if (text.split(search).length !== 2) return false;
      await writeFile(
        place(path),
        text.replace(search, () => replace),
      );
      return true;
    },
    passesTests: async () => (await run('node', ['--test'], folder)).code === 0,
    diff: async () => (await git('diff')).stdout,
    reset: async () => void (await git('checkout', '--quiet', '--', '.')),
  };
}

function run(file: string, args: readonly string[], cwd: string): Promise<{ code: number; stdout: string }> {
  return new Promise((resolve) => {
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    execFile(file, [...args], { cwd, env }, (error, stdout) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1) || 1, stdout });
    });
  });
}
