import { standGuard } from 'agent-replay/runner';
import { keepMachine } from '@agent-replay/contracts/machine';
import type { EnvironmentContext, JestEnvironment, JestEnvironmentConfig } from '@jest/environment';
import { followOutside } from './follow-outside.ts';
import { giveOwnResults } from './give-own-results.ts';
import { putHandle } from './handle.ts';
import { jestModule, loadResolver } from './jest-modules.ts';
import { packOf, packSeal } from './pack.ts';
import { recognizeOutside } from './recognize-outside.ts';
import { createReplays, type Replays } from './replays.ts';

/** The environment of a pack, with the engine beside it. */
export interface ReplayEnvironment extends JestEnvironment {
  replays: Replays;
}

/**
 * Jest's Node environment for a pack of fixtures. The engine, the tape and the wall are outside the
 * sandbox; inside it `fetch` and its kin go out by whatever is in place at the moment of the call,
 * even for code that took hold of them early.
 */
export default function createEnvironment(
  config: JestEnvironmentConfig,
  context: EnvironmentContext,
): ReplayEnvironment {
  const { TestEnvironment } = jestModule('jest-environment-node') as {
    TestEnvironment: new (config: JestEnvironmentConfig, context: EnvironmentContext) => JestEnvironment;
  };
  loadResolver();
  // The sandbox has a copy of `process`, functions and all.
  standGuard();
  const environment = new TestEnvironment(config, context);
  // Before Jest and the user's setup files, which may put up fake timers.
  keepMachine(environment.global);
  const results = giveOwnResults(environment.global);
  const teardown = environment.teardown.bind(environment);
  environment.teardown = () => {
    results.undo();
    return teardown();
  };
  const pack = packOf(config.globalConfig, config.projectConfig.rootDir, context.testPath);
  const seal = packSeal(config.globalConfig);
  const replays = createReplays(pack, environment.global, {
    seal,
    openDoors: followOutside(environment.global),
    results,
  });
  recognizeOutside(environment.global);
  putHandle(environment.global, { pack, replay: replays.replay, enter: results.enter });
  return Object.assign(environment, { replays });
}
