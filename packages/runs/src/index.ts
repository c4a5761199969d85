export type { Probe, Probes } from './artifacts/probe-artifact.ts';
export { type Capture, type CapturePolicy, isPayloadMissing } from './capture/capture-policy.ts';
export { captureInteractions } from './run/capture-interactions.ts';
export { closeRun } from './run/close-run.ts';
export { codeVersion } from './run/code-version.ts';
export type { Closing } from './run/gather-evidence.ts';
export { citeEvidence, recordArtifact } from './run/record-artifact.ts';
export { recordEvent } from './run/record-event.ts';
export { type ClaimedArtifact, type ClosedRun, currentRun, inRun, type Run } from './run/run.ts';
export { type StartOptions, startRun } from './run/start-run.ts';
export { dropBefore } from './retention.ts';
export { withRun } from './run/with-run.ts';
export type { CloseDetails, RunDetails, RunFacts, StartDetails } from './store/details.ts';
export { openStore, type Store, type StoreOptions } from './store/open-store.ts';
export type { Lease } from './store/leases.ts';
export type {
  AlertRecord,
  FailureHistory,
  FixtureResult,
  HealthPoint,
  RunFilter,
} from './store/queries.ts';
export { type SqliteFacts, sqliteFacts } from './store/sqlite-facts.ts';
export { uuidV7 } from './uuid-v7.ts';
export { type ExpectedStart, expectStart, lateStarts } from './watchdog/expect-start.ts';
export { watchdog, type WatchdogOptions } from './watchdog/watchdog.ts';
export { exportOtlp } from './otel/export-otlp.ts';
export { exportSpans, type SpanExporterLike } from './otel/export-spans.ts';
export { type ImportedTraces, importOtlp, type ImportOtlpOptions } from './otel/import-otlp.ts';
export { SEMCONV_GENAI } from './otel/names.ts';
export type { OtlpTraces } from './otel/otlp.ts';
