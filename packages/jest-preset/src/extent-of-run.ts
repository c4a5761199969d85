import type { Config } from '@jest/types';

/** True when the user asked for everything at once. */
export function isWholeRun(config: Config.GlobalConfig): boolean {
  return config.shard === undefined && isUnpicked(config);
}

/** True when the user asked for everything, in shards or at once: no pattern, nothing by change or by what failed. */
export function isUnpicked(config: Config.GlobalConfig): boolean {
  return !(
    config.onlyChanged ||
    config.onlyFailures ||
    config.findRelatedTests ||
    config.runTestsByPath ||
    config.nonFlagArgs.length > 0 ||
    hasPattern(config)
  );
}

/** Jest 30 keeps path patterns in `testPathPatterns`, Jest 29 in `testPathPattern`. */
function hasPattern(config: Config.GlobalConfig): boolean {
  const { testPathPatterns, testPathPattern } = config as {
    testPathPatterns?: { isSet?(): boolean };
    testPathPattern?: string;
  };
  return testPathPatterns?.isSet?.() ?? (testPathPattern ?? '') !== '';
}
