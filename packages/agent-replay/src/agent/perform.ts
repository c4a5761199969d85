import {
  type Contract,
  type Interaction,
  jsonSha256,
  type Ledger,
  normalize,
  sha256,
  toExceptionInfo,
} from '@agent-replay/contracts';
import { captureInteractions, closeRun, inRun, recordEvent, startRun } from '@agent-replay/runs';
import { native } from '../clock/native.ts';
import { changes } from '../workspace/changes.ts';
import { runVerify } from '../workspace/run-verify.ts';
import { type Snapshot, snapshot } from '../workspace/snapshot.ts';
import type { Task } from './agent-context.ts';
import { createContext } from './create-context.ts';
import { judgeRun } from './judge-run.ts';
import type { AgentDefinition, ExecuteOptions, Execution } from './define-agent.ts';
import { livePlace } from './live-place.ts';
import { type Ended, raceEnd } from './race-end.ts';
import { type Outcome, type ReplayScope, takeScope } from './scope.ts';

const DEFAULT_TIMEOUT_SECONDS = 600;

/** Where a run takes place: production, or a replay. */
export interface Place extends Pick<
  ReplayScope,
  'store' | 'workspace' | 'openWorkspace' | 'isWorkspaceOpen' | 'validators' | 'predicates'
> {
  /** Recorded calls, for judgements; null in production. */
  tape: readonly Interaction[] | null;
  /** Called after the agent's own code. */
  finish: () => Promise<Ledger | null>;
  done: (outcome: Outcome) => Promise<void> | void;
}

/** One run of an agent, from its record's first byte to its verdict. See `Agent.execute`. */
export async function perform<Payload, Output>(
  definition: AgentDefinition<Payload, Output>,
  task: Task,
  options: ExecuteOptions,
): Promise<Execution<Output>> {
  const scope = takeScope();
  const place = scope === null ? await livePlace(options) : replayPlace(scope);
  const contract = scope?.contract ?? options.contract ?? definition.contract ?? null;
  const payload = normalize(task.payload);
  const state = (task.state ?? []).map(({ ref, content }) => ({ ref, content: normalize(content) }));
  const attempt = task.attempt ?? (await native(() => nextAttempt(place, task, scope)));
  const timeoutSeconds = scope?.timeout_seconds ?? definition.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS;
  captureInteractions();
  const declared = withoutSchema(contract);
  const startDetails = { payload, state, ...(declared !== null && { contract: normalize(declared) }) };
  const run = await native(() =>
    startRun(
      place.store,
      {
        run_type: scope === null ? 'live' : 'replay',
        fixture_id: scope?.fixture_id ?? null,
        task_id: task.task_id,
        attempt,
        agent_name: definition.name,
        ...codeVersionOf(definition, scope),
        model: definition.model ?? 'unknown',
        prompt_version: promptVersion(definition.promptVersion),
        tool_allowlist: [...(scope?.tool_allowlist ?? definition.toolAllowlist ?? ['*'])],
        timeout_seconds: timeoutSeconds,
        input_sha256: jsonSha256(payload),
        state_refs: state.map(({ ref, content }) => ({
          uri: ref,
          sha256: jsonSha256(content),
          version: null,
        })),
      },
      { details: startDetails, workspace: place.workspace },
    ),
  );
  const before = wantsSnapshot(contract, scope) ? await look(place) : null;
  const used: string[] = [];
  const aborter = new AbortController();
  const context = createContext({
    run,
    task: { ...task, attempt, payload, state },
    signal: aborter.signal,
    openWorkspace: place.openWorkspace,
    used,
  });
  const ending = await raceEnd(() => inRun(run, () => invoke(definition, payload as Payload, context)), {
    begin(stop) {
      scope?.begin((end) => stop(end));
    },
    timeoutMs: timeoutSeconds * 1000,
    aborter,
    signal: options.signal,
  });
  if (ending.ending === 'returned' || ending.ending === 'threw') await scope?.settle();
  const ended = ending.settled();
  const failure =
    ended.ending === 'returned' ? await claimFrom(definition, ended.output as Output, context) : ended;
  const exception = failure?.ending === 'threw' ? toExceptionInfo(failure.error) : null;
  if (exception !== null)
    await native(() => recordEvent(run, { kind: 'exception', exception, handled: false }));
  const verify =
    contract?.verify === undefined ? null : await verifyIn(place, contract.verify.command, timeoutSeconds);
  const waits = scope?.waits() ?? [];
  if (waits.length > 0)
    await native(() => recordEvent(run, { kind: 'x_waits', data: { waits_ms: [...waits] } }));
  const output = ended.output === undefined ? undefined : normalize(ended.output);
  const { validators, tape } = place;
  const judgements =
    contract?.semantic === undefined
      ? []
      : await native(() => judgeRun(contract, run, { output, validators, tape }));
  const ledger = await place.finish();
  const changed = await changesSince(before, place);
  const outcome = await native(() =>
    closeRun(run, {
      contract: declared,
      predicates: place.predicates,
      ending: failure?.ending ?? 'returned',
      exit_code: ended.exit_code ?? null,
      exception,
      output,
      ...(used.length > 0 && { used_sha256: used }),
      ...(changed !== null && { mutations: changed.mutations, diff: changed.diff }),
      verify,
      judgements,
      ledger,
    }),
  );
  const { record, verdict, evidence } = outcome;
  await place.done({ run: record, verdict, evidence });
  if (ended.ending === 'threw' || ended.ending === 'exited') throw ended.error;
  return { output: ended.output, run: record, verdict };
}

/** A store that cannot answer keeps no agent from its work: its record waits in the spool, whatever its number. */
function nextAttempt({ store }: Place, { task_id }: Task, scope: ReplayScope | null): Promise<number> {
  return store.nextAttempt(task_id, scope === null ? 'live' : 'replay').catch(() => 1);
}

function replayPlace(scope: ReplayScope): Place {
  const { store, workspace, openWorkspace, isWorkspaceOpen, validators, predicates, tape, finish, done } =
    scope;
  return { store, workspace, openWorkspace, isWorkspaceOpen, validators, predicates, tape, finish, done };
}

function codeVersionOf(
  definition: { codeVersion?: string | undefined },
  scope: ReplayScope | null,
): { code_version?: string } {
  const version = definition.codeVersion ?? scope?.code_version;
  return version === undefined ? {} : { code_version: version };
}

/** A prompt itself is no version: what is longer than a line is kept as its digest. */
function promptVersion(given: string | undefined): string {
  if (given === undefined || given === '') return 'unknown';
  return given.includes('\n') || given.length > 200 ? `sha256:${sha256(given)}` : given;
}

function wantsSnapshot(contract: Contract | null, scope: ReplayScope | null): boolean {
  return scope !== null || contract?.diff !== undefined || contract?.forbid?.mutations !== undefined;
}

/** What is in the workspace: nothing, in one that nobody has wanted yet. */
async function look(place: Place): Promise<Snapshot | null> {
  return place.isWorkspaceOpen() ? await snapshot(place.workspace) : new Map();
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
  if (contract === null) return null;
  const { $schema: _, ...rest } = contract;
  return rest;
}
