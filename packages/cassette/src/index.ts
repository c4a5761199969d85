export type { AdapterOptions } from './adapters/adapter-options.ts';
export { aiSdkTools } from './adapters/ai-sdk-tools.ts';
export { langchainTools } from './adapters/langchain-tools.ts';
export { type McpTransport, mcpTransport, type McpTransportOptions } from './adapters/mcp-transport.ts';
export { openaiAgentsTools } from './adapters/openai-agents-tools.ts';
export { allowRuleFault } from './allow-rule.ts';
export { isBelowClients } from './below-clients.ts';
export { cameAt, type Moment } from './moment.ts';
export { readJsonBy } from './http/unread-text.ts';
export { compileIgnores } from './engine/ignore-fields.ts';
export { effectOf, effectOfTool, type EffectRequest, type ToolHints } from './effects/effect-of.ts';
export type { EffectRule } from './effects/effect-rule.ts';
export { DEFAULT_EFFECT_RULES } from './effects/default-rules.ts';
export { agentPart } from './engine/agent-part.ts';
export { comparedRequest } from './engine/compared-request.ts';
export { withRecordedIds } from './engine/json-rpc.ts';
export { TIMES_AND_IDS } from './engine/explain-miss.ts';
export { differInTimesAndIds, replacedTimesAndIds, withTimesAndIds } from './engine/times-and-ids.ts';
export type { MatchOptions } from './engine/match-options.ts';
export { type FoldersOptions, type RunFolders, runFolders } from './folders/run-folders.ts';
export { namesFolder } from './folders/names-folder.ts';
export { renameFolders } from './folders/rename-folders.ts';
export { exportHar, type ExportHarOptions } from './export/export-har.ts';
export {
  type Guard,
  type GuardControl,
  guardControl,
  guardedStart,
  guardPath,
  type GuardPolicy,
  installGuard,
  reachableGuard as currentGuard,
} from './guard/load-guard.ts';
export {
  type BrowserRoute,
  type CdpSession,
  replayInBrowser,
  type RoutingBrowser,
} from './guard/replay-in-browser.ts';
export {
  type NamespacedProcess,
  type NamespaceOptions,
  netnsState,
  type NetnsState,
  spawnInNamespace,
} from './guard/spawn-in-namespace.ts';
export { changedPaths, digestTree, type TreeDigest, type TreeDigestOptions } from './guard/tree-digest.ts';
export { formatProbes } from './probe/format-probes.ts';
export type { ProbeOutcome, ProbeRun } from './probe/run-probe.ts';
export {
  missingClients,
  openWays,
  type ProbeResult,
  runProbes,
  type RunProbesOptions,
} from './probe/run-probes.ts';
export { detectRecording } from './import/detect-recording.ts';
export { importInto, type ImportIntoOptions } from './import/import-into.ts';
export {
  type ImportedRecording,
  importRecording,
  RECORDING_KINDS,
  type RecordingKind,
  type SkippedEntry,
} from './import/import-recording.ts';
export type { ImportOptions } from './import/imported-entry.ts';
export { createPublisher, INTERACTION_CHANNEL, type PublishedInteraction } from './interaction-channel.ts';
export { keepInPlace, standGuard } from './keep-in-place.ts';
export { CASSETTE_FILE, loadCassette, type LoadedCassette } from './load-cassette.ts';
export type { Cassette, CassetteOptions } from './cassette-options.ts';
export { openCassette } from './open-cassette.ts';
export { number as numberInteractions } from './record/open-recorder.ts';
export { startTap } from './tap/start-tap.ts';
export { callThroughTape, tool, type ToolOptions } from './tool.ts';
export { keepEventsOf, type ToolAsk } from './session.ts';
export { formatCassette, writeCassette } from './write-cassette.ts';
