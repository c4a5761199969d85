// For the process that reports, which replays nothing: what that needs takes longer to load than a report takes.
export { codeNames } from './code-names.ts';
export { crashedRow, type ReplayRow, reservation, stuckRow } from './replay-row.ts';
export { prepareReport, reportRun } from './report-run.ts';
