import type { Config } from '@jest/types';

/** True when the user asked for everything at once: no pattern, no shard, no filter of their own, nothing by change or by what failed. */
export function isWholeRun(config: Config.GlobalConfig): boolean {
  return (
    config.shard === undefined &&
    (config.filter === undefined || config.skipFilter) &&
    !config.onlyFailures &&
    isSearch(config) &&
    !hasPattern(config)
  );
}

/** True when Jest looks among all tests, by a pattern or without one, and is given no files to begin with. */
export function isSearch({ onlyChanged, findRelatedTests, runTestsByPath }: Config.GlobalConfig): boolean {
  return !(onlyChanged || findRelatedTests || runTestsByPath);
}

/** Jest 30 keeps path patterns in `testPathPatterns`, Jest 29 in `testPathPattern`. */
interface Patterns {
  testPathPatterns?: {
    isSet(): boolean;
    toExecutor(options: { rootDir: string }): { isMatch(path: string): boolean };
  };
  testPathPattern?: string;
}

function hasPattern(config: Config.GlobalConfig): boolean {
  const { testPathPatterns, testPathPattern } = config as Patterns;
  return config.nonFlagArgs.length > 0 || (testPathPatterns?.isSet() ?? (testPathPattern ?? '') !== '');
}

/** Tells whether the user's path patterns have an absolute path; without any they have all. */
export function inPatterns(config: Config.GlobalConfig, rootDir: string): (path: string) => boolean {
  const { testPathPatterns, testPathPattern = '' } = config as Patterns;
  if (testPathPatterns === undefined) {
    const pattern = new RegExp(testPathPattern, 'i');
    return (path) => pattern.test(path);
  }
  const executor = testPathPatterns.toExecutor({ rootDir });
  return (path) => executor.isMatch(path);
}
