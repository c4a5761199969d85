export type { AgentContext, ArtifactInput, Task, TaskState } from './agent/agent-context.ts';
export type { Agent, AgentDefinition, ExecuteOptions, Execution } from './agent/agent.ts';
export { defineAgent } from './agent/define-agent.ts';
export { isAgent } from './agent/is-agent.ts';
export { withRun } from './agent/with-run.ts';
export { type AgentSource, type Config, defineConfig, type UserConfig } from './config/config.ts';
export { importRuns, type RunImport } from './import/import-runs.ts';
export { loadConfig, type LoadConfigOptions, readConfig } from './config/load-config.ts';
export { discoverFixtures, type Fixture } from './discover/discover-fixtures.ts';
export { fixtureSha256 } from './discover/fixture-sha256.ts';
export { checkFixture, loadFixture } from './discover/load-fixture.ts';
export type { LoadedFixture } from './discover/loaded-fixture.ts';
export { addToLock, LOCK_FILE, readLock } from './lock/lock-file.ts';
export { type ProofState, proofState } from './proof/proof-state.ts';
export { type FixtureProblems, validateFixtures } from './discover/validate-fixtures.ts';
export { freeze, type FreezeOptions, type Frozen } from './freeze/freeze.ts';
export type { GateResult } from './gate/check-gate.ts';
export { gate } from './gate/run-gate.ts';
export { defineProbe, type DriftSource, type Probe } from './probe/probe.ts';
export { credentialProbe, fileProbe, queueProbe, responseProbe } from './probe/ready-made.ts';
export type { ImportedRun, RunImporter } from './import/run-importer.ts';
export { type ExitCode, mixedExitCode } from './replay/exit-code.ts';
export type { ImportModule } from './replay/load-agent.ts';
export type { ReplayResult } from './replay/replay-result.ts';
export { replay, type ReplayOptions } from './replay/replay.ts';
export { verdictJson } from './replay/verdict-json.ts';
export {
  healthGate,
  healthGateHook,
  type HealthGateOptions,
  type HealthMiddleware,
} from './serve/middleware.ts';
export { closeSharedStores } from './store/shared-store.ts';
export { mcpTransport, openCassette, tool } from '@agent-replay/cassette';
export { closeRun, openStore, recordArtifact, recordEvent, startRun } from '@agent-replay/runs';
