// What a runner asks of every project, also of one without fixtures: it loads no schema.
export { agentFile, agentFiles } from '../runner/agent-files.ts';
export { findConfig } from '../config/find-config.ts';
export { nothingFound } from '../runner/nothing-found.ts';
export { stuckAfter } from '../runner/stuck-after.ts';
export { discoverFixtures, type Fixture } from './discover-fixtures.ts';
