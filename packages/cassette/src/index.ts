export type { AdapterOptions } from './adapters/adapter-options.ts';
export { aiSdkTools } from './adapters/ai-sdk-tools.ts';
export { langchainTools } from './adapters/langchain-tools.ts';
export { type McpTransport, mcpTransport, type McpTransportOptions } from './adapters/mcp-transport.ts';
export { openaiAgentsTools } from './adapters/openai-agents-tools.ts';
export type { MatchOptions } from './engine/match-options.ts';
export { exportHar, type ExportHarOptions } from './export/export-har.ts';
export { detectRecording } from './import/detect-recording.ts';
export { importInto, type ImportIntoOptions } from './import/import-into.ts';
export {
  type ImportedRecording,
  type ImportOptions,
  importRecording,
  RECORDING_KINDS,
  type RecordingKind,
  type SkippedEntry,
} from './import/import-recording.ts';
export { createPublisher, INTERACTION_CHANNEL, type PublishedInteraction } from './interaction-channel.ts';
export { CASSETTE_FILE, loadCassette, type LoadedCassette } from './load-cassette.ts';
export { type Cassette, type CassetteOptions, openCassette } from './open-cassette.ts';
export { number as numberInteractions } from './record/open-recorder.ts';
export { startTap } from './tap/start-tap.ts';
export { callThroughTape, tool, type ToolOptions } from './tool.ts';
export type { ToolAsk } from './session.ts';
