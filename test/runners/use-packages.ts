import { afterAll, beforeAll, vi } from 'vitest';
import { type Installed, install } from './install.ts';
import { createProject, type Project } from './project.ts';
import { userProject } from './user-project.ts';

export interface Packages {
  /** The folder in which our packages are installed while the tests of a file run. */
  readonly dir: string;
  /** A user's project in ES modules, with these files besides. */
  project(name: string, files?: Readonly<Record<string, string>>): Project;
}

/** Installs our packages for the tests of the file that calls it, and removes them after. */
export function usePackages(testTimeout = 300_000): Packages {
  // Each test starts runners of its own, and the machine may be busy with more of them.
  vi.setConfig({ testTimeout, hookTimeout: 300_000 });
  let installed: Installed;
  beforeAll(() => {
    installed = install();
  });
  afterAll(() => installed.remove());
  return {
    get dir() {
      return installed.dir;
    },
    project: (name, files) =>
      createProject(installed.dir, name, { ...userProject({ modules: 'esm' }), ...files }),
  };
}
