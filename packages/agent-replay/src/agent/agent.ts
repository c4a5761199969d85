import type { Contract, RunRecord, CheckResult } from '@agent-replay/contracts';
import type { Store } from '@agent-replay/runs';
// An agent may be given a config, and a config names agents: types only.
// oxlint-disable-next-line import/no-cycle
import type { Config } from '../config/config.ts';
import type { AgentContext, ArtifactInput, Task } from './agent-context.ts';

/** How an agent is declared. */
export interface AgentDefinition<Payload, Output> {
  /** What fixtures and the config call it. */
  name: string;
  /** The agent's own code, as production runs it. */
  run: (payload: Payload, context: AgentContext) => Promise<Output> | Output;
  /** What a run must leave behind to count as done. Without one no run passes. */
  contract?: Contract;
  /** @default 600 */
  timeoutSeconds?: number;
  /**
   * Tools that may be called; globs are allowed. A run that calls another is `blocked/tool_not_allowed`: the run is
   * judged, while the call itself is not held back.
   *
   * @default ["*"]
   */
  toolAllowlist?: readonly string[];
  /** The model's route. @default "unknown" */
  model?: string;
  /**
   * The prompt's version, or the prompt itself: a text of more than one line is kept as its digest.
   *
   * @default the digest of `prompt`, else "unknown"
   */
  promptVersion?: string;
  /** The prompt itself, of which the record keeps the digest, for agents whose prompts have no versions. */
  prompt?: string;
  /** @default the Git commit of the working directory */
  codeVersion?: string;
  /** The artifacts that an output names, for agents that do not record them while they work. */
  artifacts?: (output: Output) => readonly ArtifactInput[];
  /** The evidence that an output cites, for agents that do not call `cite`. */
  evidence?: (output: Output) => readonly string[];
}

export interface ExecuteOptions {
  /** A store, its path or its URL. @default the config's */
  store?: Store | string;
  /** What this task must leave behind. @default what the agent declares */
  contract?: Contract;
  /** @default the config that holds in the working directory */
  config?: Config;
  /** The folder to work in. @default the working directory */
  workspace?: string;
  /** Gives the run up. */
  signal?: AbortSignal;
}

/** What a run came to. */
export interface Execution<Output> {
  /** What the agent's function returned; undefined when its time was up. */
  output: Output | undefined;
  run: RunRecord;
  verdict: CheckResult;
}

/** An agent that leaves a record of each run. */
export interface Agent<Output = unknown, Payload = unknown> {
  readonly name: string;
  /** What it declares that its work leaves behind; undefined where it declares nothing. */
  readonly contract?: Contract | undefined;
  /**
   * Does a task: starts a run record, runs the agent's code, gathers evidence, and closes the record
   * with the verdict that the evidence supports. What production calls, and what a replay calls.
   *
   * Resolves whatever the verdict is; where the close can be written nowhere, with one that is
   * `inconclusive` and a `run` that is open. Rejects only with what the agent's own code threw, after
   * the record is closed, since production has to handle it as before; and, before anything runs,
   * with `OPTION_INVALID` for a task that is none, `STORE_UNAVAILABLE` where no record of the start
   * can be written, and `CONFIG_INVALID` where the config cannot be read: only that says where the record belongs,
   * and what must not be in it.
   */
  execute(task: Task<Payload>, options?: ExecuteOptions): Promise<Execution<Output>>;
}
