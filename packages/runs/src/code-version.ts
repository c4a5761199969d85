import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const known = new Map<string, Promise<string>>();

/** The commit of a folder's repository, with `-dirty` when files differ from it; `unknown` without git. Asked once. */
export function codeVersion(folder: string = process.cwd()): Promise<string> {
  let version = known.get(folder);
  if (version === undefined) {
    version = ask(folder);
    known.set(folder, version);
  }
  return version;
}

async function ask(folder: string): Promise<string> {
  try {
    const options = { cwd: folder, timeout: 5000 };
    const [{ stdout: commit }, { stdout: changes }] = await Promise.all([
      run('git', ['rev-parse', 'HEAD'], options),
      run('git', ['status', '--porcelain', '--untracked-files=no'], options),
    ]);
    return changes.trim() === '' ? commit.trim() : `${commit.trim()}-dirty`;
  } catch {
    return 'unknown';
  }
}
