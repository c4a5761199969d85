import { commandLineFilters } from './command-line-filters.ts';

/** How many projects of this process have had the plugin so far. */
let attached = 0;

const NOT_EXTENDED = [
  'Failed to find fixtures: the Vitest config that lists "projects" has agentReplay(), and none of the projects has it.',
  '  fix  add extends: true to the project with fixtures, or plugins: [agentReplay()] to its own config',
].join('\n');

/** Counts a project that has the plugin. */
export function countProject(): void {
  attached += 1;
}

/**
 * Notes that a config lists projects. They take its plugins only with `extends`, and Vitest calls the plugin for
 * projects only: the function that it returns tells, at the end, when there was none. Null when there is nothing to tell.
 */
export function missingProjects(): () => Promise<string | null> {
  const before = attached;
  return async () => {
    if (attached > before || isNarrowed(process.argv)) return null;
    return (await commandLineFilters()).length > 0 ? null : NOT_EXTENDED;
  };
}

/** True when Vitest was asked for some projects only, or for no run. */
function isNarrowed(argv: readonly string[]): boolean {
  return argv[2] === 'list' || argv.some((word) => /^--project\b/.test(word));
}
