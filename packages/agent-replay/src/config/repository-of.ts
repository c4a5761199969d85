import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of all packages that are developed together: where the next `.git` is, else the project's own. */
export function repositoryOf(root: string): string {
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return root;
  }
}
