import type { TestContext } from '@jest/test-result';
import type { Config } from '@jest/types';
import { ownFile } from './own-file.ts';

/** True when fixtures of a project are run as the preset has it. */
export function hasOurRunner({ runner }: Config.ProjectConfig): boolean {
  return runner === ownFile('runner.js');
}

/** True when a project has the preset, and a runner of the user in place of the preset's. */
export function isReplaced(config: Config.ProjectConfig): boolean {
  return !hasOurRunner(config) && config.setupFilesAfterEnv.includes(ownFile('setup.cjs'));
}

const known = new WeakMap<TestContext, TestContext>();

/** A project for the fixtures of one whose runner is replaced: the same, with the preset's runner. */
export function fixtureContext(context: TestContext): TestContext {
  const made = known.get(context) ?? createContext(context);
  known.set(context, made);
  return made;
}

function createContext(context: TestContext): TestContext {
  const config = {
    ...context.config,
    // By it Jest keeps what failed, and how long it took: two projects of one id would undo each other's.
    id: `${context.config.id}-fixtures`,
    runner: ownFile('runner.js'),
    // Jest 30 has an instance of a runner for each set of its options.
    ...('runnerOptions' in context.config ? { runnerOptions: {} } : {}),
  };
  return { ...context, config, hasteFS: withoutMatches(context.hasteFS) };
}

/** What Jest does with all files of a project, such as removing obsolete snapshots, it does in that of the user. */
function withoutMatches<T extends object>(files: T): T {
  return Object.create(files, {
    matchFiles: { value: () => [] },
    matchFilesWithGlob: { value: () => new Set() },
  }) as T;
}
