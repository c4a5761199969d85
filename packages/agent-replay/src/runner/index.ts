export { agentFile, agentFiles } from './agent-files.ts';
export { describeFailure, type FailureText } from './describe-failure.ts';
export { nothingFound } from './nothing-found.ts';
export { crashedRow, isRed, type ReplayRow, replayRow, reservation } from './replay-row.ts';
export { reportRun } from './report-run.ts';
export { findConfig } from '../config/load-config.ts';
export { stuckAfter } from './stuck-after.ts';
