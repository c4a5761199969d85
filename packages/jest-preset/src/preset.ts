import { needNode } from 'agent-replay/discover';
import { configuredPaths } from './configured-paths.ts';
import { readInvocation } from './invocation.ts';
import { ownFile } from './own-file.ts';
import { searchFixtures } from './search-fixtures.ts';
import { FIXTURE_GLOB, JEST_GLOBS } from './test-match.ts';

needNode('@agent-replay/jest-preset');
searchFixtures();
const { folders, mentions } = readInvocation();
const configured = folders.map(configuredPaths);
// Jest follows imports from test files only; what an agent imports is known if the agent is one.
const agents = configured.flatMap((each) => each.agents).map(escapeGlob);

/**
 * The Jest preset: `{ "preset": "@agent-replay/jest-preset" }`. It adds the fixtures to Jest's own
 * tests and leaves the environment, transforms and reporters as they are.
 */
const preset = {
  runner: ownFile('runner.js'),
  testRunner: ownFile('test-runner.js'),
  filter: ownFile('filter.cjs'),
  setupFilesAfterEnv: [ownFile('setup.cjs')],
  moduleNameMapper: {
    '^agent-replay$': ownFile('facade/agent-replay.cjs'),
    '^@agent-replay/jest-preset$': ownFile('types-only.cjs'),
    '^@agent-replay/(cassette|contracts|runs)$': ownFile('facade/$1.cjs'),
  },
  // A watch would take what a run writes for an edit, and run again, for ever. Of what a user sets, these stay in force.
  modulePathIgnorePatterns: configured.flatMap((each) => each.written).map(atPath),
  // Jest leaves test files out of coverage, and an agent is none to the user.
  forceCoverageMatch: agents,
  // Jest refuses testMatch beside a user's testRegex; its search is given the fixtures then.
  ...(mentions('testRegex') ? {} : { testMatch: [...JEST_GLOBS, FIXTURE_GLOB, ...agents] }),
};

export default preset;

function escapeGlob(path: string): string {
  return path.replaceAll(/[*?[\]{}()!+@\\]/g, String.raw`\$&`);
}

/** A pattern of a file, or of what is in a folder. */
function atPath(path: string): string {
  return `^${path.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}(?:[/\\\\]|$)`;
}
