import type { RunFolders } from '@agent-replay/cassette';
import type {
  CheckResult,
  Contract,
  Evidence,
  Interaction,
  Ledger,
  Predicate,
  RunRecord,
  SemanticValidator,
} from '@agent-replay/contracts';
import type { Store } from '@agent-replay/runs';
import { sharedContext } from '../clock/shared-context.ts';
import { predicateWithin, validatorWithin } from './judges-within.ts';

/** What a run has come to, with everything that it was judged by. */
export interface Outcome {
  run: RunRecord;
  verdict: CheckResult;
  evidence: Evidence;
}

/** What a replay puts around `agent.execute`: the agent's code cannot tell it from production. */
export interface ReplayScope {
  store: Store;
  fixture_id: string;
  code_version: string;
  /** The Git ref whose code is replayed, where it is not the code in the project's folder. */
  ref?: string;
  workspace: string;
  /** Makes the workspace, unless it is there. */
  openWorkspace: () => void;
  isWorkspaceOpen: () => boolean;
  contract: Contract;
  /** Overrides the limit of the agent's definition. */
  timeout_seconds: number;
  tool_allowlist: readonly string[];
  validators: readonly SemanticValidator[];
  predicates: readonly Predicate[];
  tape: readonly Interaction[];
  /** Reads a value with the folders of the recorded run in place of the replay's. */
  asRecorded: RunFolders['jsonAsRecorded'];
  /** Called right before the agent's own code, with what ends the run when that code ends the process. */
  begin(
    stop: (end: { ending: 'exited' | 'threw' | 'timeout'; exit_code?: number; error?: unknown }) => void,
  ): void;
  /** Called when the agent's own code has ended by itself: waits for what it has set going. */
  settle: () => Promise<void>;
  /** Called when no more of the agent's own code is to come, before anything is judged. */
  judge: () => void;
  /** Called where code of the agent's may have run since `judge` in the same turn: a getter of what it gave, say. */
  asked: () => void;
  /** Runs what is the user's own while the run is judged, such as a probe, with the built-in objects as the agent has them. */
  theirs: <T>(fn: () => T) => T;
  /** Called after the agent's own code and the verification command: takes the tape and the time away. */
  finish: () => Promise<Ledger>;
  /** Waits that fast time jumped over. */
  waits: () => readonly number[];
  /** What the tape waits for that the agent has not done. */
  waiting: () => readonly string[];
  done: (outcome: Outcome) => void;
}

/**
 * What an agent gets that runs within a replay and is not the one that is replayed. Any code of that one can reach it:
 * so it has nothing that the replay itself goes on with.
 */
export interface Surroundings extends Readonly<
  Pick<
    ReplayScope,
    | 'fixture_id'
    | 'code_version'
    | 'workspace'
    | 'openWorkspace'
    | 'isWorkspaceOpen'
    | 'validators'
    | 'predicates'
  >
> {
  readonly redactor: Store['redactor'];
  readonly tape: () => readonly Interaction[];
}

const scopes = sharedContext<{ scope: ReplayScope | null; within: Surroundings }>('scope');
const { structuredClone } = globalThis;

/** Runs `fn` so that the first agent executed in it is the one that is replayed. */
export function inReplay<T>(scope: ReplayScope, fn: () => Promise<T>): Promise<T> {
  return scopes.run({ scope, within: surroundingsOf(scope) }, fn);
}

function surroundingsOf(scope: ReplayScope): Surroundings {
  const { fixture_id, code_version, workspace, openWorkspace, isWorkspaceOpen, tape } = scope;
  let copy: readonly Interaction[] | undefined;
  return Object.freeze<Surroundings>({
    fixture_id,
    code_version,
    workspace,
    openWorkspace,
    isWorkspaceOpen,
    validators: scope.validators.map((each) => validatorWithin(each, plainly)),
    predicates: scope.predicates.map((each) => predicateWithin(each, plainly)),
    redactor: scope.store.redactor,
    tape: () => (copy ??= structuredClone(tape)),
  });
}

function plainly<T>(fn: () => T): T {
  return fn();
}

/** Tells replays apart: the one that code belongs to, also what it has set going for later; undefined outside of any. */
export function replayHere(): object | undefined {
  return scopes.getStore();
}

/** The replay within which an agent runs that is not the replayed one: that calls it. */
export function enclosingReplay(): Surroundings | undefined {
  return scopes.getStore()?.within;
}

/** The replay that this call belongs to, for the first caller; agents called by it run within its run. */
export function takeScope(): ReplayScope | null {
  const holder = scopes.getStore();
  const scope = holder?.scope ?? null;
  if (holder !== undefined) holder.scope = null;
  return scope;
}
