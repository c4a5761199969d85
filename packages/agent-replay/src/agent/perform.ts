import {
  type CheckResult,
  type Contract,
  isAgentReplayError,
  normalize,
  toExceptionInfo,
} from '@agent-replay/contracts';
import { captureInteractions, closeRun, giveUpCalls, inRun, recordEvent } from '@agent-replay/runs';
import { native } from '../clock/native.ts';
import { changes } from '../workspace/changes.ts';
import { runVerify } from '../workspace/run-verify.ts';
import { type Snapshot, snapshot } from '../workspace/snapshot.ts';
import type { Task } from './agent-context.ts';
import { beginRun, type Beginning, type Begun } from './begin-run.ts';
import { createContext } from './create-context.ts';
import { judgeRun } from './judge-run.ts';
import { predicateWithin, validatorWithin } from './judges-within.ts';
import type { AgentDefinition, ExecuteOptions, Execution } from './agent.ts';
import { isInert } from './is-inert.ts';
import { livePlace } from './live-place.ts';
import { type Ended, isCrash, raceEnd } from './race-end.ts';
import { nestedPlace } from './nested-place.ts';
import { enclosingReplay, type ReplayScope, takeScope } from './scope.ts';
import { untoldCalls } from './untold-calls.ts';
import type { Place } from './place.ts';

/** One run of an agent, from its record's first byte to its verdict. See `Agent.execute`. */
export async function perform<Payload, Output>(
  definition: AgentDefinition<Payload, Output>,
  task: Task,
  options: ExecuteOptions,
): Promise<Execution<Output>> {
  const scope = takeScope();
  const place = scope === null ? await placeBeside(options) : replayPlace(scope);
  const contract = scope?.contract ?? options.contract ?? definition.contract ?? null;
  const declared = withoutSchema(contract);
  try {
    captureInteractions();
    const begun = await beginRun(definition, task, { place, scope, contract: declared });
    try {
      return await performRun(definition, options, { ...begun, place, scope, contract });
    } catch (error) {
      // The first close wins: this one is for what kept the run from its own, which is what the caller has to hear.
      const closing = native(() =>
        closeRun(begun.run, { closer: begun.closer, contract: declared, ending: 'aborted' }),
      );
      await closing.catch(() => undefined);
      throw error;
    }
  } finally {
    await place.finish();
  }
}

async function performRun<Payload, Output>(
  definition: AgentDefinition<Payload, Output>,
  options: ExecuteOptions,
  { run, closer, task, place, scope, contract }: Begun & Pick<Beginning, 'place' | 'scope' | 'contract'>,
): Promise<Execution<Output>> {
  const timeoutSeconds = run.record.timeout_seconds;
  const isCompared = wantsSnapshot(contract, scope);
  const before = isCompared ? await look(place) : null;
  const used: string[] = [];
  // Few agents ask for their signal.
  let aborter: AbortController | undefined;
  const aborterOf = (): AbortController => (aborter ??= new AbortController());
  let hasCrashed = false;
  const context = createContext({
    run,
    task,
    signalOf: () => aborterOf().signal,
    openWorkspace: place.openWorkspace,
    used,
    hasCrashed: () => hasCrashed,
  });
  const began = Date.now();
  const ending = await raceEnd(() => inRun(run, () => invoke(definition, task.payload as Payload, context)), {
    begin(stop) {
      scope?.begin((end) => {
        hasCrashed ||= isCrash(end);
        stop(end);
      });
    },
    timeoutMs: timeoutSeconds * 1000,
    abort(reason) {
      // What the run waited for was not the agent's to give up.
      giveUpCalls(run);
      aborterOf().abort(reason);
    },
    signal: options.signal,
    isNested: scope === null && enclosingReplay() !== undefined,
  });
  if (ending.ending === 'returned' || ending.ending === 'threw') await scope?.settle();
  const ended = ending.settled();
  const failure =
    ended.ending === 'returned' ? await claimFrom(definition, ended.output as Output, context) : ended;
  scope?.judge();
  const exception = failure?.ending === 'threw' ? toExceptionInfo(failure.error) : null;
  if (exception !== null)
    await native(() => recordEvent(run, { kind: 'exception', exception, handled: false }));
  if (ended.ending === 'timeout') {
    const limit_ms = timeoutSeconds * 1000;
    // In a replay whose agent waits for nothing at all, time stands still.
    const elapsed_ms = Math.max(limit_ms, Date.now() - began);
    const operation = ['run', ...(scope?.waiting() ?? []).map((each) => `(${each})`)].join(' ');
    await native(() => recordEvent(run, { kind: 'timeout', operation, limit_ms, elapsed_ms }));
  }
  const verify =
    contract?.verify === undefined ? null : await verifyIn(place, contract.verify.command, timeoutSeconds);
  const waits = scope?.waits() ?? [];
  if (waits.length > 0)
    await native(() => recordEvent(run, { kind: 'x_waits', data: { waits_ms: [...waits] } }));
  const { tape, asRecorded } = place;
  const theirs = scope?.theirs ?? ((fn) => fn());
  // Before it is read: a getter may leave plain data behind. Those of validators and predicates count as well.
  const runsCode = place.validators.length > 0 || place.predicates.length > 0 || !isInert(ended.output);
  const output = ended.output === undefined ? undefined : normalize(ended.output);
  const validators = place.validators.map((each) => validatorWithin(each, theirs));
  const predicates = place.predicates.map((each) => predicateWithin(each, theirs));
  if (runsCode) scope?.asked();
  const judgements =
    contract?.semantic === undefined
      ? []
      : await native(() => judgeRun(contract, run, { output, validators, tape, asRecorded }));
  // One that took too long may still have its own in place.
  if (judgements.length > 0) scope?.judge();
  const ledger = await place.finish();
  for (const event of untoldCalls(tape, ledger, run.events)) await native(() => recordEvent(run, event));
  const changed = await changesSince(before, place);
  const closing = native(() =>
    closeRun(run, {
      closer,
      contract: withoutSchema(contract),
      predicates,
      probing: theirs,
      ending: failure?.ending ?? 'returned',
      exit_code: ended.exit_code ?? null,
      exception,
      output,
      ...(used.length > 0 && { used_sha256: used }),
      ...(isCompared && { mutations: changed?.mutations ?? null, diff: changed?.diff ?? null }),
      verify,
      judgements,
      ledger,
    }),
  );
  const outcome = await (scope === null ? closing.catch(unwritten) : closing);
  if (outcome !== null) {
    const { record, verdict, evidence } = outcome;
    await place.done({ run: record, verdict, evidence });
  }
  if (ended.ending === 'threw' || ended.ending === 'exited') throw ended.error;
  return { output: ended.output, run: run.record, verdict: outcome?.verdict ?? NOT_WRITTEN };
}

/** What production's work came to is its caller's, also where no place takes the record: null then. */
function unwritten(error: unknown): null {
  if (isAgentReplayError(error, 'STORE_UNAVAILABLE')) return null;
  throw error;
}

const NOT_WRITTEN: CheckResult = {
  status: 'inconclusive',
  failure_class: 'infrastructure',
  failure_reason: 'infrastructure: neither the store nor a spool could be written, so the run counts as open',
  issues: [],
};

/** Of a run that is not itself the one which is replayed: production, or what that one calls. */
function placeBeside(options: ExecuteOptions): Promise<Place> {
  const enclosing = enclosingReplay();
  return enclosing === undefined ? livePlace(options) : nestedPlace(enclosing, options);
}

function replayPlace(scope: ReplayScope): Place {
  const { store, fixture_id, code_version, ref, workspace, openWorkspace, isWorkspaceOpen } = scope;
  const { validators, predicates, tape, asRecorded, finish, done } = scope;
  return {
    store,
    fixture_id,
    code_version,
    ...(ref !== undefined && { ref }),
    workspace,
    openWorkspace,
    isWorkspaceOpen,
    validators,
    predicates,
    tape,
    asRecorded,
    finish,
    done,
  };
}

function wantsSnapshot(contract: Contract | null, scope: ReplayScope | null): boolean {
  return scope !== null || contract?.diff !== undefined || contract?.forbid?.mutations !== undefined;
}

/** What is in the workspace: nothing, in one that nobody has wanted yet; null for one that cannot be read. */
async function look(place: Place): Promise<Snapshot | null> {
  return place.isWorkspaceOpen() ? snapshot(place.workspace).catch(() => null) : new Map();
}

async function changesSince(
  before: Snapshot | null,
  place: Place,
): Promise<ReturnType<typeof changes> | null> {
  const after = before === null ? null : await look(place);
  return before === null || after === null ? null : changes(before, after);
}

async function verifyIn(place: Place, command: readonly string[], timeoutSeconds: number) {
  place.openWorkspace();
  return native(() => runVerify(command, place.workspace, timeoutSeconds * 1000));
}

function invoke<Payload, Output>(
  definition: AgentDefinition<Payload, Output>,
  payload: Payload,
  context: ReturnType<typeof createContext>,
): Promise<Output> | Output {
  return definition.run(payload, context);
}

/** What an output names. It came from a model: one that names nothing of the kind fails its run, not its caller. */
async function claimFrom<Output>(
  definition: Pick<AgentDefinition<never, Output>, 'artifacts' | 'evidence'>,
  output: Output,
  context: ReturnType<typeof createContext>,
): Promise<Ended<never> | null> {
  try {
    for (const artifact of definition.artifacts?.(output) ?? []) await context.recordArtifact(artifact);
    for (const path of definition.evidence?.(output) ?? []) context.cite(path);
    return null;
  } catch (error) {
    return { ending: 'threw', error };
  }
}

function withoutSchema(contract: (Contract & { $schema?: string | undefined }) | null): Contract | null {
  if (contract === null || !Object.hasOwn(contract, '$schema')) return contract;
  const { $schema: _, ...rest } = contract;
  return rest;
}
