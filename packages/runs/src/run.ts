import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type ArtifactKind,
  InputEnvelope,
  type Json,
  type RunEvent,
  type RunEventInput,
  type RunRecord,
} from '@agent-replay/contracts';
import { codeVersion } from './code-version.ts';
import type { RunDetails, Store } from './store.ts';
import { uuidv7 } from './uuid.ts';

/** An artifact as the agent claims it. */
export interface ClaimedArtifact {
  kind: ArtifactKind;
  /** A path relative to the workspace, or a URI. */
  uri: string;
  sha256?: string | undefined;
  bytes?: number | undefined;
  /** Looks whether it is there; asked once, when the run is closed. */
  confirm?: (() => Promise<boolean> | boolean) | undefined;
}

/** A run that is open. */
export interface Run {
  record: RunRecord;
  store: Store;
  details: RunDetails;
  /** Where artifacts are relative to. */
  workspace: string;
  events: RunEvent[];
  artifacts: ClaimedArtifact[];
  evidencePaths: string[];
  /** State given and set, by ref. */
  state: Map<string, Json>;
  isClosed: boolean;
  /** Writes that are under way. */
  pending: Set<Promise<unknown>>;
}

export interface StartOptions {
  details?: RunDetails;
  /** @default process.cwd() */
  workspace?: string;
  /** Milliseconds since the epoch. @default Date.now */
  now?: () => number;
}

const current = new AsyncLocalStorage<Run>();

/** The run in whose async context this is called. */
export function currentRun(): Run | undefined {
  return current.getStore();
}

/** Calls a function as part of a run: what it calls is recorded there. */
export function inRun<Result>(run: Run, fn: () => Result): Result {
  return current.run(run, fn);
}

/**
 * Starts a run: its record is durable on disk when this resolves, before the agent's first line runs.
 *
 * @throws {AgentReplayError} `RUN_DUPLICATE` when the attempt was started before.
 * @throws {ZodError} when the envelope is incomplete.
 */
export async function startRun(
  store: Store,
  envelope: InputEnvelope,
  options: StartOptions = {},
): Promise<Run> {
  const { code_version: version, ...input } = InputEnvelope.parse(envelope);
  const now = (options.now ?? Date.now)();
  const record: RunRecord = {
    run_id: uuidv7(now),
    ...input,
    tool_allowlist: input.tool_allowlist.toSorted(),
    code_version: version ?? (await codeVersion()),
    started_at: new Date(now).toISOString(),
    artifact_refs: [],
    status: 'started',
    failure_class: null,
    failure_reason: null,
    fingerprint: null,
    closed_at: null,
    deadline_at: new Date(now + input.timeout_seconds * 1000).toISOString(),
  };
  const details = options.details ?? {};
  const workspace = options.workspace ?? process.cwd();
  await store.insertRun(record, { ...details, workspace });
  return {
    record,
    store,
    details: { ...details, workspace },
    workspace,
    events: [],
    artifacts: [],
    evidencePaths: [],
    state: new Map((details.state ?? []).map(({ ref, content }) => [ref, content])),
    isClosed: false,
    pending: new Set(),
  };
}

/** Records something that happened; resolves to false, and counts it, when the run is closed. */
export async function recordEvent(run: Run, event: RunEventInput): Promise<boolean> {
  const complete = {
    run_id: run.record.run_id,
    seq: run.events.length + 1,
    at: new Date().toISOString(),
    ...event,
  } as RunEvent;
  if (!run.isClosed) {
    run.events.push(complete);
    if (complete.kind === 'state_change') run.state.set(complete.ref, complete.to);
  }
  const write = run.store.appendEvent(complete);
  run.pending.add(write);
  try {
    return await write;
  } finally {
    run.pending.delete(write);
  }
}

/** Records an artifact as claimed; whether it is there is looked at when the run is closed. */
export async function recordArtifact(run: Run, artifact: ClaimedArtifact): Promise<void> {
  if (!run.isClosed) run.artifacts.push(artifact);
}

/** Records where the evidence for the result is: `state:ref#/pointer`, or a file in the workspace. */
export function citeEvidence(run: Run, path: string): void {
  if (!run.isClosed) run.evidencePaths.push(path);
}
