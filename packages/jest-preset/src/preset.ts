import { createRequire } from 'node:module';
import { configuredAgents } from './configured-agents.ts';
import { ownFile } from './own-file.ts';

const JEST_TESTS = ['**/__tests__/**/*.?([mc])[jt]s?(x)', '**/?(*.)+(spec|test).?([mc])[jt]s?(x)'];
const FIXTURE_FILES = '**/*/*/{input,expected,tool_cassettes,notes}.json';

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
    '^agent-replay$': createRequire(import.meta.url).resolve('agent-replay'),
    '^@agent-replay/(cassette|contracts|runs)$': ownFile('facade/$1.cjs'),
  },
  // Jest follows imports from test files only; what an agent imports is known if the agent is one.
  testMatch: [...JEST_TESTS, FIXTURE_FILES, ...configuredAgents(process.cwd()).map(escapeGlob)],
};

export default preset;

function escapeGlob(path: string): string {
  return path.replaceAll(/[*?[\]{}()!+@\\]/g, String.raw`\$&`);
}
