import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { repositoryOf } from '../config/repository-of.ts';
import type { PackageManager } from '../output/workflow-steps.ts';

/** What a project uses, as far as its files tell. */
export interface Detected {
  runner: 'vitest' | 'jest' | null;
  interceptor: 'msw' | 'nock';
  typescript: boolean;
  ci: 'github' | 'gitlab' | null;
  packageManager: PackageManager;
  /** Where in its repository the project is, with forward slashes; "" for the top. */
  folder: string;
  /** Whether the runner has a config already; then it is not written over. */
  runnerConfig: string | null;
  /** Whether that config names this package's plugin or preset already. */
  isWired: boolean;
  /** Whether the manifest has that plugin or preset. */
  hasPlugin: boolean;
}

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  jest?: unknown;
}

const RUNNER_CONFIGS = {
  vitest: ['vitest.config', 'vite.config'].flatMap((name) =>
    ['ts', 'mts', 'js', 'mjs', 'cts', 'cjs'].map((extension) => `${name}.${extension}`),
  ),
  jest: ['ts', 'js', 'mjs', 'cjs', 'json'].map((extension) => `jest.config.${extension}`),
};

/** Looks at a project's manifest and files; nothing of it is run. */
export function detect(root: string): Detected {
  const manifest = readManifest(root);
  const has = (name: string): boolean =>
    manifest.dependencies?.[name] !== undefined || manifest.devDependencies?.[name] !== undefined;
  const exists = (name: string): boolean => existsSync(join(root, name));
  const config = (runner: 'vitest' | 'jest'): string | null => RUNNER_CONFIGS[runner].find(exists) ?? null;
  const runner =
    has('vitest') || config('vitest') !== null
      ? 'vitest'
      : has('jest') || config('jest') !== null || manifest.jest !== undefined
        ? 'jest'
        : null;
  const repository = isIgnored(root) ? root : repositoryOf(root);
  const runnerConfig =
    runner === 'jest' && manifest.jest !== undefined
      ? 'package.json'
      : runner === null
        ? null
        : config(runner);
  const plugin = runner === 'jest' ? '@agent-replay/jest-preset' : '@agent-replay/vitest-plugin';
  return {
    runner,
    interceptor: has('nock') && !has('msw') ? 'nock' : 'msw',
    typescript: has('typescript') || exists('tsconfig.json'),
    ci: existsSync(join(repository, '.gitlab-ci.yml')) ? 'gitlab' : 'github',
    packageManager: managerOf(root, repository),
    folder: relative(repository, root).replaceAll(sep, '/'),
    runnerConfig,
    isWired: runnerConfig !== null && readFileSync(join(root, runnerConfig), 'utf8').includes(plugin),
    hasPlugin: has(plugin),
  };
}

/** A repository further up that ignores the project, such as that of a home folder's settings, is not its own. */
function isIgnored(root: string): boolean {
  return spawnSync('git', ['check-ignore', '--quiet', '.'], { cwd: root, stdio: 'ignore' }).status === 0;
}

const LOCKS: Readonly<Record<PackageManager, string>> = {
  npm: 'package-lock.json',
  pnpm: 'pnpm-lock.yaml',
  yarn: 'yarn.lock',
  bun: 'bun.lock',
};

/** By the nearest lock file: a workspace has one for all of its packages. */
function managerOf(root: string, repository: string): PackageManager {
  for (let folder = root; ; folder = dirname(folder)) {
    const found = (Object.keys(LOCKS) as PackageManager[]).find((name) =>
      existsSync(join(folder, LOCKS[name])),
    );
    if (found !== undefined || folder === repository) return found ?? 'npm';
  }
}

/** An unreadable manifest says nothing; what is wrong with it is npm's to tell. */
function readManifest(root: string): Manifest {
  try {
    return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  } catch {
    return {};
  }
}
