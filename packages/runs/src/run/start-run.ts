import { resolve } from 'node:path';
import {
  AgentReplayError,
  type InputEnvelope,
  type Json,
  LONGEST,
  type RunType,
  refuseUnknownKeys,
} from '@agent-replay/contracts';
import type { Probes } from '../artifacts/probe-artifact.ts';
import { apartFrom } from '../artifacts/probe-file.ts';
import { type Capture, emptyManifest } from '../capture/capture-policy.ts';
import { assertStore } from '../store/assert-store.ts';
import type { RunFacts, StartDetails } from '../store/details.ts';
import { causeLine } from '../store/cause-line.ts';
import type { Store } from '../store/open-store.ts';
import type { RunRow } from '../store/tables.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { codeVersion } from './code-version.ts';
import { now as realNow, tick } from '../native-time.ts';
import { wholeClock } from './whole-clock.ts';
import { watchProcess } from './process-ends.ts';
import { defaultLocale, timeZone } from './locale-of-process.ts';
import { isTooLong } from './most-kept.ts';
import { parseEnvelope } from './parse-envelope.ts';
import { openRun, type Run } from './run.ts';
import { redactRow } from './redact-row.ts';
import { collectSideChannels, type SideChannels } from './side-channels.ts';
import { RECORD_FORMAT, runRecordOf } from './run-record-of.ts';
import { warmUp } from './warm-up.ts';

export interface StartOptions {
  /**
   * Kept with the run, so that a failed one can become a fixture. A contract that asks for fresh artifacts
   * belongs here: the run then begins some 20 ms later, apart from what was written right before.
   */
  details?: StartDetails;
  /** Folder that artifacts and evidence paths are relative to. @default process.cwd() */
  workspace?: string;
  /** Milliseconds since the epoch. @default the store's clock */
  now?: () => number;
  /** How artifacts of a kind are confirmed when the run is closed, if they do not say themselves. */
  probes?: Probes;
  /** Replaces the store's capture policies. */
  capture?: Capture;
  /** A run that is over sooner is flagged. @default 0 */
  minSeconds?: number;
  /** Known to who starts the run and to nobody else: only who names it can close the run. @default anybody closes it */
  closer?: object;
  /** Replaces what the fingerprint of this run's failure is made of. */
  fingerprint?: readonly string[];
}

const OPTIONS = Object.keys({
  details: true,
  workspace: true,
  now: true,
  probes: true,
  capture: true,
  minSeconds: true,
  closer: true,
  fingerprint: true,
} satisfies Record<keyof StartOptions, true>);

/**
 * Starts a run. When this returns, the record is on the disk: whatever happens from here on, the run
 * is known.
 *
 * @throws {AgentReplayError} `OPTION_INVALID` when the envelope is; `RUN_DUPLICATE` when the task's
 * attempt was started before; `STORE_UNAVAILABLE` when neither the store nor a spool can be written.
 */
export async function startRun(
  store: Store,
  envelope: InputEnvelope,
  asked: StartOptions = {},
): Promise<Run> {
  assertStore(store);
  const given = parseEnvelope(envelope);
  refuseUnknownKeys(`Failed to start a run of "${given.task_id}", in its options`, asked, OPTIONS);
  const options = { ...asked };
  const workspace = options.workspace === undefined ? process.cwd() : resolve(options.workspace);
  const codeVersionGiven = given.code_version ?? (await codeVersion(workspace));
  const now = wholeClock(options.now ?? store.now);
  const startedAt = now();
  const isReal = options.now === undefined && store.now === realNow;
  const beganTick = isReal ? tick() : undefined;
  const details: StartDetails = { ...placeOf(given.run_type), ...options.details, workspace };
  const capture = options.capture ?? store.capture;
  const facts: RunFacts = {
    ...EMPTY_FACTS,
    responded_models: [],
    code_version_known: codeVersionGiven !== 'unknown',
    capture: emptyManifest(given.run_type === 'live' ? capture : 'full'),
  };
  const declared = given.run_type === 'replay' ? undefined : JSON.stringify(details.contract);
  const redactor = store.redactor.remembering();
  const sideChannels = collectSideChannels();
  const row = redactRow(redactor, store.redactor, {
    ...EMPTY_ROW,
    run_id: uuidV7(startedAt),
    run_type: given.run_type,
    fixture_id: given.fixture_id,
    task_id: given.task_id,
    attempt: given.attempt,
    agent_name: given.agent_name,
    started_at: startedAt,
    code_version: codeVersionGiven,
    model: given.model,
    prompt_version: given.prompt_version,
    tool_allowlist: JSON.stringify(given.tool_allowlist.toSorted()),
    timeout_seconds: given.timeout_seconds,
    input_sha256: given.input_sha256,
    state_refs: JSON.stringify(given.state_refs),
    deadline_at: startedAt + Math.round(given.timeout_seconds * 1000),
    // What a replay is given stands in its fixture.
    input:
      given.run_type === 'replay' ? JSON.stringify({ ref: details.ref }) : inputOf(details, sideChannels),
    facts: JSON.stringify(facts),
  });
  assertFits(row);
  await begin(store, row);
  const began = wantsFresh(details.contract) ? await apartFrom(workspace) : realNow();
  watchProcess();
  if (given.run_type === 'live') warmUp(store.redactor);
  return openRun(
    { record: runRecordOf(row), store, details, workspace },
    {
      row,
      redactor,
      capture,
      probes: options.probes ?? {},
      minSeconds: options.minSeconds ?? 0,
      began,
      beganTick,
      enteredTick: undefined,
      fingerprint: options.fingerprint,
      declared,
      facts,
      sideChannels,
      now,
      refused: 0,
      revived: store.journal.revived,
      held: [],
      openCalls: new Map(),
      closer: options.closer,
      closingWith: undefined,
      closing: undefined,
      isWritten: false,
    },
  );
}

const EMPTY_ROW = {
  format: RECORD_FORMAT,
  artifact_refs: '[]',
  status: 'started',
  failure_class: null,
  failure_reason: null,
  fingerprint: null,
  closed_at: null,
  lease: 0,
  last_event_at: null,
  refused: 0,
  outcome: null,
};

const EMPTY_FACTS = {
  ending: null,
  exit_code: null,
  duration_ms: null,
  usage: null,
  cost_usd: null,
  model_calls: 0,
  tool_calls: 0,
  events: 0,
  counted: false,
  spooled: false,
  lost: 0,
  too_short: false,
};

/** What a run was given, as JSON. What cannot be kept whole is no task to run again, and the run says so. */
function inputOf(details: StartDetails, sideChannels: SideChannels): string {
  const kept: StartDetails = { ...details };
  const leaveOut = (part: 'payload' | 'state'): void => {
    delete kept[part];
    sideChannels.note({ channel: `task.${part}` });
  };
  const parts = ['payload', 'state'] as const;
  for (const part of parts) if (tryTo(() => isTooLong(kept[part])) !== false) leaveOut(part);
  const text = tryTo(() => JSON.stringify(kept));
  if (text !== undefined) return text;
  for (const part of parts) if (tryTo(() => JSON.stringify([kept[part]])) === undefined) leaveOut(part);
  return JSON.stringify(kept);
}

/** Undefined for what throws when it is read, and for what is too deep. */
function tryTo<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** What a replay is given stands in its fixture. */
function placeOf(type: RunType): Pick<StartDetails, 'time_zone' | 'locale' | 'cwd'> {
  if (type === 'replay') return {};
  const locale = defaultLocale();
  const cwd = currentFolder();
  return {
    ...(cwd !== undefined && { cwd }),
    time_zone: timeZone(),
    ...(locale !== undefined && { locale }),
  };
}

/** Undefined for one that is gone. */
function currentFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

/** A contract is kept as it was given, whatever that is. */
function wantsFresh(contract: Json | undefined): boolean {
  const { artifacts } = (contract ?? {}) as { artifacts?: { fresh?: unknown } | null };
  return artifacts?.fresh === true;
}

/** Placeholders may be longer than what they stand for. */
function assertFits(row: RunRow): void {
  for (const column of ['task_id', 'agent_name'] as const) {
    if (row[column].length <= LONGEST[column]) continue;
    throw new AgentReplayError(
      'OPTION_INVALID',
      `Failed to start a run: its ${column} is too long once its secrets are taken out.`,
      {
        lines: [
          ['length', `${row[column].length} characters; at most ${LONGEST[column]}`],
          ['fix', 'name tasks and agents by ids that hold no personal data'],
        ],
      },
    );
  }
}

async function begin(store: Store, row: RunRow): Promise<void> {
  let outcome;
  try {
    outcome = await store.journal.commit(() => ({ op: 'start', run: row }));
    if (outcome === 'refused') throw new Error('the database refuses its record');
  } catch (cause) {
    throw new AgentReplayError(
      'STORE_UNAVAILABLE',
      `Failed to start a run of "${row.task_id}": neither the store nor a spool can be written.`,
      {
        lines: [
          ['store', store.url],
          ...causeLine(cause),
          ['fix', 'free disk space, or name a store in a folder that can be written'],
        ],
        cause,
      },
    );
  }
  if (outcome === 'applied' || outcome === 'spooled') return;
  throw new AgentReplayError(
    'RUN_DUPLICATE',
    `Failed to start a run of "${row.task_id}": attempt ${row.attempt} was started before, or a later one was.`,
    {
      lines: [
        ['agent', row.agent_name],
        ['fix', 'count attempts up: store.nextAttempt(task_id, "live", agent_name)'],
      ],
      details: { task_id: row.task_id, attempt: row.attempt, agent_name: row.agent_name },
    },
  );
}
