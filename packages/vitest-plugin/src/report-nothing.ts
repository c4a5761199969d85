import type { Reporter, Vitest } from 'vitest/node';

/** What the projects of one folder have found. */
export interface Claim {
  /** What to say when there is no fixture; null when there are some, or others were asked for. */
  nothing: string | null;
}

/** Makes a run fail in which no project has fixtures, and says where they were looked for: nothing run proves nothing. */
export function reportNothing(claims: ReadonlyMap<string, Claim>): Reporter {
  let vitest: Vitest | undefined;
  let isDue = true;
  /** Null as soon as one project has fixtures. */
  const message = (): string | null => {
    const messages = [...claims.values()].flatMap(({ nothing }) => nothing ?? []);
    return messages.length < claims.size ? null : messages.join('\n\n');
  };
  return {
    onInit: (value) => {
      vitest = value;
    },
    // Vitest forgets earlier errors as a run starts.
    onTestModuleQueued: () => {
      if (!isDue) return;
      isDue = false;
      const text = message();
      if (text === null) return;
      const error = new Error(text);
      error.name = 'NoFixtures';
      error.stack = `${error.name}: ${error.message}`;
      vitest?.state.catchError(error, 'No fixtures');
    },
    // A run of no test at all takes no more errors: Vitest fails it by itself, unless it is told to pass.
    onTestRunEnd: () => {
      const text = isDue ? message() : null;
      if (text === null) return;
      vitest?.logger.error(`\n${text}\n`);
      process.exitCode = 1;
    },
  };
}
