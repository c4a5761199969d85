import type { Config } from '@jest/types';

/** True when the user asked for everything: no pattern, no shard, nothing by change. */
export function isWholeRun(config: Config.GlobalConfig): boolean {
  return !(
    config.onlyChanged ||
    config.findRelatedTests ||
    config.runTestsByPath ||
    config.shard !== undefined ||
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
