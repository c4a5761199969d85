import { needNode } from 'agent-replay/discover';
import { foldersOfRun } from './invocation.ts';
import { ownFile } from './own-file.ts';
import { needSameJest } from './same-jest.ts';
import { searchFixtures } from './search-fixtures.ts';
import { writtenPaths } from './written-paths.ts';

needNode('@agent-replay/jest-preset');
needSameJest();
searchFixtures();

/**
 * The Jest preset: `{ "preset": "@agent-replay/jest-preset" }`. It adds the fixtures to Jest's own
 * tests and leaves the environment, transforms, reporters and test patterns as they are.
 */
const preset = {
  runner: ownFile('runner.js'),
  testRunner: ownFile('test-runner.js'),
  setupFilesAfterEnv: [ownFile('setup.cjs')],
  moduleNameMapper: {
    '^agent-replay$': ownFile('facade/agent-replay.cjs'),
    '^@agent-replay/jest-preset$': ownFile('types-only.cjs'),
    '^@agent-replay/(cassette|contracts|runs)$': ownFile('facade/$1.cjs'),
  },
  // A watch would take what a run writes for an edit, and run again, for ever. Of what a user sets, these stay in force.
  modulePathIgnorePatterns: foldersOfRun().flatMap(writtenPaths).map(atPath),
};

export default preset;

/** A pattern of a file, or of what is in a folder. */
function atPath(path: string): string {
  return `^${path.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}(?:[/\\\\]|$)`;
}
