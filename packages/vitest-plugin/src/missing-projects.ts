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
 * What to say at the end of a run whose config lists projects, which take its plugins only with `extends`: Vitest calls
 * the plugin for projects only. Null when one has it; Vitest 4 loads the config once more for a browser, after all of them.
 */
export async function missingProjects(): Promise<string | null> {
  if (attached > 0 || isNarrowed(process.argv)) return null;
  return (await commandLineFilters()).length > 0 ? null : NOT_EXTENDED;
}

/** True when Vitest was asked for some projects only, or for no run. */
function isNarrowed(argv: readonly string[]): boolean {
  return argv[2] === 'list' || argv.some((word) => /^--project\b/.test(word));
}
