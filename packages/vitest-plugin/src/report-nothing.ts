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
  return {
    onInit: (value) => {
      vitest = value;
    },
    // Vitest forgets earlier errors as a run starts, and says itself when there is no test at all.
    onTestModuleQueued: () => {
      if (!isDue) return;
      isDue = false;
      const messages = [...claims.values()].flatMap(({ nothing }) => nothing ?? []);
      if (messages.length < claims.size) return;
      const error = new Error(messages.join('\n\n'));
      error.name = 'NoFixtures';
      error.stack = `${error.name}: ${error.message}`;
      vitest?.state.catchError(error, 'No fixtures');
    },
  };
}
