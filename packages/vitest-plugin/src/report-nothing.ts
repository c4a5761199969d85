import type { Reporter, Vitest } from 'vitest/node';

const NO_FIXTURES = 'NoFixtures';

/** What the projects of one folder have found. */
export interface Claim {
  /** What to say when there is no fixture; null when there are some, or others were asked for. */
  nothing: string | null;
  /** What to say when Vitest is told to look past fixtures. */
  leftOut: string | null;
}

/** Says that the config keeps modules of fixtures from being tests; null when it keeps none. */
export function leftOut(modules: readonly string[]): string | null {
  const [first] = modules;
  if (first === undefined) return null;
  return [
    'Failed to find all fixtures: "exclude" of the Vitest config leaves out modules in which they run.',
    `  module  ${first}${modules.length > 1 ? `, and ${modules.length - 1} more` : ''}`,
    '  fix     keep such files out of "exclude"; fixtures to leave out go to agentReplay({ skip: […] })',
  ].join('\n');
}

/**
 * Makes a run fail in which no project has fixtures, or one has them in vain, and says why: nothing run proves nothing. Of
 * projects that were picked by "--project" it is enough, as for Vitest, that they have some test.
 */
export function reportNothing(claims: ReadonlyMap<string, Claim>): Reporter {
  let vitest: Vitest | undefined;
  let isDue = true;
  /** One project with fixtures is enough. */
  const message = (hasTests: boolean): string | null => {
    const all = [...claims.values()];
    const isPicked = hasTests && (vitest?.config.project.length ?? 0) > 0;
    const hasSome = isPicked || all.some(({ nothing }) => nothing === null);
    const messages = all.flatMap(({ nothing, leftOut: out }) => out ?? (hasSome ? null : nothing) ?? []);
    return messages.length === 0 ? null : messages.join('\n\n');
  };
  return {
    onInit: (value) => {
      vitest = value;
    },
    // Vitest forgets earlier errors as a run starts.
    onTestModuleQueued: () => {
      if (!isDue) return;
      isDue = false;
      const text = message(true);
      if (text === null) return;
      const error = new Error(text);
      error.name = NO_FIXTURES;
      error.stack = `${error.name}: ${error.message}`;
      vitest?.state.catchError(error, 'No fixtures');
    },
    // A run of no test at all takes no more errors, and a config may ignore them, or keep them from being told.
    onTestRunEnd: (modules, errors) => {
      const text = message(modules.length > 0);
      if (text === null) return;
      process.exitCode = 1;
      if (!errors.some(({ name }) => name === NO_FIXTURES)) vitest?.logger.error(`\n${text}\n`);
    },
  };
}
