export { captureInteractions } from './capture-interactions.ts';
export { type ClosedRun, type Closing, closeRun } from './close-run.ts';
export { codeVersion } from './code-version.ts';
export { openStore } from './open-store.ts';
export {
  citeEvidence,
  type ClaimedArtifact,
  currentRun,
  inRun,
  recordArtifact,
  recordEvent,
  type Run,
  type StartOptions,
  startRun,
} from './run.ts';
export type { AlertRecord, FailureHistory, FixtureResult, RunDetails, RunFilter, Store } from './store.ts';
export { uuidv7 } from './uuid.ts';
export { watchdog, type WatchdogOptions } from './watchdog.ts';
export { withRun } from './with-run.ts';
