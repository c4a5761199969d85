// What a runner asks of every project, also of one without fixtures: it loads no schema, and no engine.
export { createSeal, type Seal, type Sealed } from '../child/create-seal.ts';
export { loadConfig } from './load-config.ts';
export { agentFile, agentFiles, agentModules } from '../runner/agent-files.ts';
export { type PermitWithin, takeRunnerPermit } from '../guard/runner-permit.ts';
export { findConfig } from '../config/find-config.ts';
export { takeAsWritten } from '../config/take-as-written.ts';
export { boundOwnMemory, saysSemiSpace, SEMI_SPACE_MB } from '../runner/bound-own-memory.ts';
export { nothingFound } from '../runner/nothing-found.ts';
export { repeatOf } from '../runner/repeat-of.ts';
export { stuckAfter } from '../runner/stuck-after.ts';
export { needNode } from './need-node.ts';
export { discoverFixtures, type Fixture } from './discover-fixtures.ts';
