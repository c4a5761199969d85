export { ArtifactKind, ArtifactProbe, ArtifactRef } from './artifact.ts';
export { check, type CheckOptions, type CheckResult, isAllowed } from './check/check.ts';
export { unusableParts } from './check/unusable-parts.ts';
export { compileGlob } from './check/glob.ts';
export { definePredicate, type Predicate } from './check/predicates.ts';
export { type ContractDefinition, defineContract } from './define-contract.ts';
export {
  AgentReplayError,
  type AgentReplayErrorOptions,
  type ErrorCode,
  formatLines,
  isAgentReplayError,
} from './error.ts';
export { ExceptionInfo, RunEvent, type RunEventInput } from './event.ts';
export type { Ending, Evidence, FileChange, Judgement } from './evidence.ts';
export { toExceptionInfo } from './failure/exception-info.ts';
export { isPlainList, readSafely } from './read-safely.ts';
export { type FailureFacts, fingerprint } from './failure/fingerprint.ts';
export { Contract, FixtureExpected, JsonSchema } from './fixture/contract.ts';
export { ClockMode, FixtureInput } from './fixture/input.ts';
export {
  Body,
  Headers,
  HttpRequest,
  HttpResponse,
  Interaction,
  RecordedError,
  Timing,
  ToolRequest,
  ToolResponse,
  WebSocketFrame,
  WebSocketRefusal,
  WebSocketRequest,
  WebSocketResponse,
} from './fixture/interaction.ts';
export { CaptureManifest, FixtureNotes, Proof, ProofRun } from './fixture/notes.ts';
export { httpLane, laneOf, toolLane, websocketLane } from './fixture/lane-of.ts';
export { ToolCassettes } from './fixture/tool-cassettes.ts';
export { formatIssue, formatPlace, Issue } from './issue.ts';
export { accepts, acceptsAny } from './json-file/accepts.ts';
export { checkJson } from './json-file/check-json.ts';
export { lintExpected } from './json-file/lint-expected.ts';
export { locate, type Position } from './json-file/locate.ts';
export { parseJsonFile, type ParseJsonFileOptions } from './json-file/parse-json-file.ts';
export { parseValid } from './json-file/parse-valid.ts';
export { type JsonFault, scanJson, type ScanOptions } from './json-file/scan-json.ts';
export { nearestName, refuseUnknownKeys } from './known-keys.ts';
export { canonicalJson, Json, jsonSha256, sha256 } from './json.ts';
export { BlockedOperation, Drift, Ledger, Miss, MissCause } from './ledger.ts';
export { Dependencies, FixtureState, MonitorArtifact, MonitorRow, SilentWindow } from './monitor.ts';
export {
  HEALTH_REASONS,
  type HealthReason,
  isReasonCode,
  type ReasonCode,
  reasonCode,
  REASONS,
} from './registry.ts';
export { codingContract, type CodingContractOptions } from './ready-made/coding-contract.ts';
export { researchContract, type ResearchContractOptions } from './ready-made/research-contract.ts';
export type { ReplayOutcome } from './replay-outcome.ts';
export { InputEnvelope, RunRecord, RunType, StateRef } from './run-record.ts';
export {
  AgentName,
  Effect,
  LONGEST,
  Mode,
  MODES,
  Seconds,
  Sha256,
  Slug,
  TaskId,
  Tier,
  Timestamp,
} from './scalar.ts';
export { isTruncated } from './normalize/is-truncated.ts';
export { normalize, type NormalizeOptions } from './normalize/normalize.ts';
export { revive } from './normalize/revive.ts';
export { fromPointer, toPointer } from './pointer.ts';
export { BUILT_IN_VALIDATORS } from './semantic/built-in.ts';
export { type AutoevalsOptions, fromAutoevals, type Scorer } from './semantic/from-autoevals.ts';
export { judge, type Judged, type JudgeOptions } from './semantic/judge.ts';
export {
  defineValidator,
  type SemanticInput,
  type SemanticJudgement,
  type SemanticValidator,
} from './semantic/validator.ts';
export {
  isStandardSchema,
  type StandardIssue,
  type StandardResult,
  type StandardSchema,
} from './standard-schema.ts';
export { RunStatus, Verdict, VERDICTS } from './verdict.ts';
export { thrownMessage, thrownText } from './thrown-text.ts';
