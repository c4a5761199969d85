import type { Sealed } from 'agent-replay/discover';
import type { ReplayRow } from 'agent-replay/runner';
import type { JestEnvironment } from '@jest/environment';
import type { TestFileEvent, TestResult } from '@jest/test-result';
import type { Config } from '@jest/types';
import type JestRuntime from 'jest-runtime';
import { putHandle } from './handle.ts';
import { ownFile } from './own-file.ts';
import type { Send } from './progress.ts';
import type { Replays } from './replays.ts';
import { jestModule } from './jest-modules.ts';

/** A test file's result with what was replayed in it. */
export interface ReplayTestResult extends TestResult {
  /** Sealed, until the runner has opened them. */
  agentReplay?: readonly (ReplayRow | Sealed)[];
}

type Framework = (
  globalConfig: Config.GlobalConfig,
  config: Config.ProjectConfig,
  environment: JestEnvironment,
  runtime: JestRuntime.default,
  testPath: string,
  send?: TestFileEvent,
) => Promise<TestResult>;

/**
 * jest-circus with the handle put in place first, for a user's tests as for fixtures. Node's own
 * ES modules do not load inside the sandbox without a flag; through the handle they do.
 */
const testRunner: Framework = async (globalConfig, config, environment, runtime, testPath, send) => {
  const replays = (environment as { replays?: Replays }).replays;
  if (replays === undefined) putHandle(environment.global);
  else replays.attach(runtime, { send: send as Send, config });
  const file = replays === undefined ? testPath : ownFile('entry.cjs');
  try {
    const result: ReplayTestResult = await circus()(globalConfig, config, environment, runtime, file, send);
    if (replays !== undefined) result.agentReplay = replays.rows();
    return result;
  } finally {
    await replays?.leave();
  }
};

export default testRunner;

function circus(): Framework {
  const module = jestModule('jest-circus/runner') as Framework | { default: Framework };
  return typeof module === 'function' ? module : module.default;
}
