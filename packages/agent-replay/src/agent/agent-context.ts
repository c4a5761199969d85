import type { ArtifactRef, Json, RunEventInput } from '@agent-replay/contracts';

/** State that a task refers to: where it is and what it holds. */
export interface TaskState {
  ref: string;
  content: unknown;
}

/** What an agent is asked to do. */
export interface Task<Payload = unknown> {
  /** The same for every attempt at one piece of work. */
  task_id: string;
  /** 1 for the first try. @default one more than the last attempt in the store */
  attempt?: number;
  /** What the agent's function is called with; JSON, or what can be written as JSON. */
  payload: Payload;
  /** State that the work reads; a ref `file:<path>` is a file of the workspace. */
  state?: readonly TaskState[];
}

/** A durable object that a run claims to have made. */
export interface ArtifactInput {
  kind: ArtifactRef['kind'];
  /** A path relative to the workspace, or a URI. */
  uri: string;
  /** What it must still be at close. */
  sha256?: string;
  bytes?: number;
  /** Confirms at close that it exists; without one only files can be confirmed. */
  probe?: (ref: ArtifactRef) => Promise<boolean> | boolean;
}

/** What an agent's function gets beside its payload. */
export interface AgentContext {
  readonly task: Readonly<Task> & { readonly attempt: number };
  readonly runId: string;
  /** Aborted when the run's time is up, or its caller gives up. */
  readonly signal: AbortSignal;
  /** Absolute path of the folder to work in: the working directory live, a temporary one in a replay. */
  readonly workspace: string;
  /** The time, and a wait; one that the run's end cuts short rejects with `signal.reason`. */
  readonly clock: { now(): number; sleep(ms: number): Promise<void> };
  /** The content of state; undefined when there is none of that ref. */
  state(ref: string): Json | undefined;
  /** Changes state, and records the change. */
  setState(ref: string, value: unknown): Promise<void>;
  /** Resolves to false when the run is over: the event is refused, and counted in what `show` says of the run. */
  recordEvent(event: RunEventInput): Promise<boolean>;
  recordArtifact(artifact: ArtifactInput): Promise<void>;
  /** Names where the result's evidence is: a file, a state's ref or an address that the run had. */
  cite(path: string): void;
  /** Tells which input the work was done on, when the agent fetches it itself. */
  useInput(payload: unknown): void;
}
