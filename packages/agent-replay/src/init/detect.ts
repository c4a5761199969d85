import type { PackageManager } from '../output/workflow-steps.ts';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a project uses, as far as its files tell. */
export interface Detected {
  runner: 'vitest' | 'jest' | null;
  interceptor: 'msw' | 'nock';
  typescript: boolean;
  ci: 'github' | 'gitlab' | null;
  packageManager: PackageManager;
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

/** Looks at a project's manifest and files; nothing is run. */
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
  const locks = { pnpm: 'pnpm-lock.yaml', yarn: 'yarn.lock', bun: 'bun.lock' } as const;
  const found = (Object.keys(locks) as (keyof typeof locks)[]).find((name) => exists(locks[name]));
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
    ci: exists('.gitlab-ci.yml') ? 'gitlab' : 'github',
    packageManager: found ?? 'npm',
    runnerConfig,
    isWired: runnerConfig !== null && readFileSync(join(root, runnerConfig), 'utf8').includes(plugin),
    hasPlugin: has(plugin),
  };
}

/** An unreadable manifest says nothing; what is wrong with it is npm's to tell. */
function readManifest(root: string): Manifest {
  try {
    return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  } catch {
    return {};
  }
}
