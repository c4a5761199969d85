import { isDeepStrictEqual } from 'node:util';
import { AgentReplayError, type Json, jsonSha256, type RunRecord } from '@agent-replay/contracts';
import type { RunFacts, Store } from '@agent-replay/runs';
import { type FoundReplay, latestReplay } from '../replay/latest-replay.ts';

/** One field of a live run beside the same field of a replay. */
export interface ComparedField {
  field: string;
  live: Json;
  replay: Json;
  same: boolean;
  /** Why they differ, where that is known, or may although they are the same. */
  note?: string;
}

export interface Comparison {
  live: RunRecord;
  replay: RunRecord;
  /** The Git ref whose code `prove` tried by the replay; null for the code as it was here. */
  replay_ref: string | null;
  fields: ComparedField[];
}

/** What two runs are found by. Without ids: the latest that were closed. */
export interface CompareQuery {
  task?: string;
  fixture?: string;
  /** The run that the fixture was frozen from. */
  frozenFrom?: string;
  live?: string;
  replay?: string;
}

/**
 * Puts a live run and a replay of it side by side. Both come from the same table.
 *
 * @throws {AgentReplayError} `RUN_NOT_FOUND` naming which of the two is missing.
 */
export async function compareRuns(store: Store, query: CompareQuery): Promise<Comparison> {
  const { run: replay, ref: replay_ref } = await replayOf(store, {
    ...query,
    ...(await taskOf(store, query)),
  });
  const live = await liveOf(store, query, replay);
  const [liveFacts, replayFacts] = [await store.getFacts(live.run_id), await store.getFacts(replay.run_id)];
  const [left, right] = [fieldsOf(live, liveFacts), fieldsOf(replay, replayFacts)];
  const isKept = await isGivenTheKept(store, live, replay);
  const fields = Object.keys(left).map((field) => {
    const [one, other] = [left[field] ?? null, right[field] ?? null];
    const same = isDeepStrictEqual(one, other);
    const note = noteOf(field, { one, same, isKept });
    return { field, live: one, replay: other, same, ...(note !== undefined && { note }) };
  });
  return { live, replay, replay_ref, fields };
}

function noteOf(
  field: string,
  { one, same, isKept }: { one: Json; same: boolean; isKept: boolean },
): string | undefined {
  if (!same && field === 'input_sha256' && isKept) return REDACTED;
  return same && field === 'code_version' && typeof one === 'string' && one.endsWith('-dirty')
    ? DIRTY
    : undefined;
}

const DIRTY = 'files differed from that commit both times, and not the same ones need have';
const REDACTED = 'the live run had what redaction has taken out of the record';

/** Whether a replay was given what of a live run's input was kept, while its digest is of what it was given. */
async function isGivenTheKept(store: Store, live: RunRecord, replay: RunRecord): Promise<boolean> {
  const { payload } = await store.getDetails(live.run_id);
  return payload !== undefined && jsonSha256(payload) === replay.input_sha256;
}

/**
 * The task where only a live run is named, and where nothing is: that of the latest replay that has a live run beside it, as
 * canaries and imported fixtures have none.
 */
async function taskOf(
  store: Store,
  { replay, task, fixture, live }: CompareQuery,
): Promise<{ task?: string }> {
  if ((replay ?? task ?? fixture) !== undefined) return {};
  if (live !== undefined) {
    const named = await store.getRun(live);
    return named === undefined ? {} : { task: named.task_id };
  }
  const replays = await store.listRuns({ run_type: 'replay', limit: 200 });
  for (const task_id of new Set(replays.map((run) => run.task_id))) {
    const [ran] = await store.listRuns({ run_type: 'live', task_id, limit: 1 });
    if (ran !== undefined) return { task: task_id };
  }
  return {};
}

async function replayOf(store: Store, { replay, task, fixture }: CompareQuery): Promise<FoundReplay> {
  const found =
    replay === undefined
      ? await latestReplay(store, {
          ...(task !== undefined && { task_id: task }),
          ...(fixture !== undefined && { fixture_id: fixture }),
        })
      : await namedReplay(store, replay);
  if (found?.run.run_type === 'replay') return found;
  throw missing(
    'replay',
    replay ?? fixture ?? task,
    'replay its fixture: agent-replay --fixture <dir>',
    store,
  );
}

async function namedReplay(store: Store, runId: string): Promise<FoundReplay | undefined> {
  const run = await store.getRun(runId);
  return run && { run, ref: (await store.getDetails(runId)).ref ?? null };
}

async function liveOf(
  store: Store,
  { live, frozenFrom, task }: CompareQuery,
  replay: RunRecord,
): Promise<RunRecord> {
  const named =
    live ??
    (frozenFrom !== undefined && (await store.getRun(frozenFrom)) !== undefined ? frozenFrom : undefined);
  const found =
    named === undefined
      ? await latest(store, { run_type: 'live', task_id: task ?? replay.task_id })
      : await store.getRun(named);
  if (found?.run_type === 'live') return found;
  throw missing(
    'live run',
    live ?? task ?? replay.task_id,
    'list what there is with: agent-replay runs --type live',
    store,
  );
}

/** The latest that was closed, else the latest. */
async function latest(
  store: Store,
  filter: Parameters<Store['listRuns']>[0],
): Promise<RunRecord | undefined> {
  const runs = await store.listRuns({ ...filter, limit: 20 });
  return runs.find((run) => run.closed_at !== null) ?? runs[0];
}

function fieldsOf(run: RunRecord, facts: RunFacts | undefined): Record<string, Json> {
  return {
    status: run.status,
    failure_class: run.failure_class,
    failure_reason: run.failure_reason,
    fingerprint: run.fingerprint,
    agent_name: run.agent_name,
    code_version: run.code_version,
    model: run.model,
    responded_models: facts?.responded_models ?? [],
    prompt_version: run.prompt_version,
    input_sha256: run.input_sha256,
    tool_allowlist: run.tool_allowlist,
    timeout_seconds: run.timeout_seconds,
    state_refs: run.state_refs,
    artifact_refs: run.artifact_refs,
    attempt: run.attempt,
    ending: facts?.ending ?? null,
    events: facts?.events ?? null,
    tool_calls: facts?.tool_calls ?? null,
    model_calls: facts?.model_calls ?? null,
    input_tokens: facts?.usage?.input_tokens ?? null,
    output_tokens: facts?.usage?.output_tokens ?? null,
    cost_usd: facts?.cost_usd ?? null,
    duration_ms: facts?.duration_ms ?? null,
  };
}

function missing(what: string, of: string | undefined, fix: string, store: Store): AgentReplayError {
  return new AgentReplayError(
    'RUN_NOT_FOUND',
    of === undefined
      ? `Failed to compare runs: there is no ${what} yet.`
      : `Failed to compare "${of}": there is no ${what} of it.`,
    {
      lines: [
        ['store', store.url],
        ['fix', fix],
      ],
    },
  );
}
