import { AsyncLocalStorage } from 'node:async_hooks';
import {
  AgentReplayError,
  type CheckResult,
  type Evidence,
  type Json,
  type RunEvent,
  type RunRecord,
} from '@agent-replay/contracts';
import type { RunRedactor } from '@agent-replay/redaction';
import { tick } from '../native-time.ts';
import type { Probes } from '../artifacts/probe-artifact.ts';
import type { Capture } from '../capture/capture-policy.ts';
import type { RunFacts, StartDetails } from '../store/details.ts';
import type { Store } from '../store/open-store.ts';
import type { RunRow } from '../store/tables.ts';
import type { Closing } from './closing.ts';
import type { OpenCall } from './open-call.ts';
import type { SideChannels } from './side-channels.ts';
import type { ClaimedArtifact } from '../artifacts/claimed-artifact.ts';

/** A run: pass it to `recordEvent`, `recordArtifact` and `closeRun`. */
export interface Run {
  /** As it was started; once it is closed, as it was closed. */
  record: RunRecord;
  readonly store: Store;
  readonly details: StartDetails;
  /** Where artifacts are relative to. */
  readonly workspace: string;
  /** Everything recorded so far, in order. */
  readonly events: RunEvent[];
  readonly artifacts: ClaimedArtifact[];
  readonly evidencePaths: string[];
  /** State given and set, by ref. */
  readonly state: Map<string, Json>;
  /** True from the moment that a close begins. */
  isClosed: boolean;
}

/** How a run was closed: its record as it is stored, the verdict, and what the verdict was made of. */
export interface ClosedRun {
  record: RunRecord;
  verdict: CheckResult;
  /** As gathered in this process, before redaction. */
  evidence: Evidence;
}

/** What a run carries that is nobody else's business. */
export interface RunState {
  row: RunRow;
  /** The store's, with a memory of what this run gave away. */
  redactor: RunRedactor;
  capture: Capture;
  probes: Probes;
  minSeconds: number;
  /** When it began, in real milliseconds since 1970. */
  began: number;
  /** The same on the clock of `tick`; undefined for a run that has a clock of its own. */
  beganTick: number | undefined;
  /** When the first code within the run began, on the machine's `performance.now()`; undefined before. */
  enteredTick: number | undefined;
  fingerprint: readonly string[] | undefined;
  /** The contract that it was begun with, as JSON: the object may change meanwhile. */
  declared: string | undefined;
  facts: RunFacts;
  sideChannels: SideChannels;
  now: () => number;
  refused: number;
  /** How often the database had been made anew when the run began. */
  revived: number;
  /** Calls that a replay's tape answered, which are written when the run does not pass. */
  held: RunEvent[];
  /** Calls that are under way, with the run within this one that made them. */
  openCalls: Map<OpenCall, Run | undefined>;
  /** Who alone may close it; anybody when undefined. */
  closer: object | undefined;
  /** What a close that has begun was given. */
  closingWith: Closing | undefined;
  closing: Promise<ClosedRun> | undefined;
  /** True once its close is on its way to the store: that says itself what the run's artifacts are. */
  isWritten: boolean;
}

const current = new AsyncLocalStorage<Run>();
/** Of a run that was begun within another one, that other. */
const enclosing = new WeakMap<Run, Run>();
const open = new Set<Run>();

/** The run in whose async context this is called. */
export function currentRun(): Run | undefined {
  return current.getStore();
}

/** That run and the open ones that it is part of, the innermost first. */
export function currentRuns(): Run[] {
  const runs: Run[] = [];
  for (let run = current.getStore(); run !== undefined; run = outerOf(run)) runs.push(run);
  return runs;
}

/** Calls a function as part of a run: what it calls is recorded there, and in the open runs that this one is part of. */
export function inRun<Result>(run: Run, fn: () => Result): Result {
  const runs = currentRuns();
  const outer = runs.find(({ isClosed }) => !isClosed);
  if (outer !== undefined && !run.isClosed && !runs.includes(run)) enclosing.set(run, outer);
  const state = StartedRun.stateOf(run);
  if (state !== undefined) state.enteredTick ??= tick();
  return current.run(run, fn);
}

/** The next open run around one; those that were closed meanwhile are let go. */
function outerOf(run: Run): Run | undefined {
  let outer = enclosing.get(run);
  while (outer?.isClosed === true) outer = enclosing.get(outer);
  if (outer === undefined) enclosing.delete(run);
  else enclosing.set(run, outer);
  return outer;
}

/** The runs of this process that nobody has closed. */
export function openRuns(): readonly Run[] {
  return [...open];
}

/**
 * A run with its state, which no copy of its fields has. In the run itself: what a WeakMap holds is let go with a full
 * collection only, and each minor one copies it.
 */
class StartedRun implements Run {
  record: RunRecord;
  readonly store: Store;
  readonly details: StartDetails;
  readonly workspace: string;
  readonly events: RunEvent[] = [];
  readonly artifacts: ClaimedArtifact[] = [];
  readonly evidencePaths: string[] = [];
  readonly state: Map<string, Json>;
  isClosed = false;
  readonly #state: RunState;

  constructor({ record, store, details, workspace }: Begun, state: RunState) {
    this.record = record;
    this.store = store;
    this.details = details;
    this.workspace = workspace;
    this.state = new Map((details.state ?? []).map(({ ref, content }) => [ref, content]));
    this.#state = state;
  }

  static stateOf(run: unknown): RunState | undefined {
    return typeof run === 'object' && run !== null && #state in run ? run.#state : undefined;
  }
}

type Begun = Pick<Run, 'record' | 'store' | 'details' | 'workspace'>;

/** Makes the run of what was started, open from here on. */
export function openRun(begun: Begun, state: RunState): Run {
  const run = new StartedRun(begun, state);
  open.add(run);
  return run;
}

/** What belongs to a run. @throws {AgentReplayError} `OPTION_INVALID` for what `startRun` did not return. */
export function stateOf(run: Run): RunState {
  const state = StartedRun.stateOf(run);
  if (state === undefined) throw notARun(run);
  return state;
}

function notARun(given: unknown): AgentReplayError {
  return new AgentReplayError(
    'OPTION_INVALID',
    'Failed to find the run: this is none that startRun() returned.',
    {
      lines: [
        ['received', given === null ? 'null' : typeof given],
        ['fix', 'pass what `await startRun(…)` returned, in the same process'],
      ],
    },
  );
}

/** Takes a run off the list of open ones. */
export function forgetRun(run: Run): void {
  open.delete(run);
}
