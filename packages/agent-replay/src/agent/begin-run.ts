import {
  type Contract,
  isAgentReplayError,
  type Json,
  jsonSha256,
  normalize,
  sha256,
} from '@agent-replay/contracts';
import { type Run, startRun } from '@agent-replay/runs';
import { native } from '../clock/native.ts';
import type { AgentContext, Task } from './agent-context.ts';
import type { AgentDefinition } from './agent.ts';
import type { Place } from './place.ts';
import type { ReplayScope } from './scope.ts';

const DEFAULT_TIMEOUT_SECONDS = 600;
/** So often another one may take the number that was next. */
const MAX_TRIES = 100;

/** What a run begins with. */
export interface Beginning {
  place: Place;
  /** Null in production. */
  scope: ReplayScope | null;
  contract: Contract | null;
}

/** A run that has begun: its record is on the disk. */
export interface Begun {
  run: Run;
  /** What it takes to close it. */
  closer: object;
  task: AgentContext['task'] & { payload: Json };
}

/** Starts the record of a run, as the next attempt at its task where none is given. */
export async function beginRun<Payload, Output>(
  definition: AgentDefinition<Payload, Output>,
  task: Task,
  { place, scope, contract }: Beginning,
): Promise<Begun> {
  const payload = normalize(task.payload);
  const state = (task.state ?? []).map(({ ref, content }) => ({ ref, content: normalize(content) }));
  const envelope = {
    run_type: place.fixture_id === null ? ('live' as const) : ('replay' as const),
    fixture_id: place.fixture_id,
    task_id: task.task_id,
    agent_name: definition.name,
    ...codeVersionOf(definition, place),
    model: definition.model ?? 'unknown',
    prompt_version: promptVersionOf(definition),
    tool_allowlist: [...(scope?.tool_allowlist ?? definition.toolAllowlist ?? ['*'])],
    timeout_seconds: scope?.timeout_seconds ?? definition.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
    input_sha256: jsonSha256(payload),
    state_refs: state.map(({ ref, content }) => ({ uri: ref, sha256: jsonSha256(content), version: null })),
  };
  // Whoever has the run can change what it was begun with, and judges nothing by that.
  const declared = contract === null ? null : normalize(contract);
  const { store, workspace, ref } = place;
  const details = {
    payload,
    state,
    ...(declared !== null && { contract: declared }),
    ...(ref !== undefined && { ref }),
  };
  const closer = {};
  for (let tries = 1; ; tries += 1) {
    const attempt = task.attempt ?? (await native(() => nextAttempt(place, task, envelope.run_type)));
    try {
      const run = await native(() =>
        startRun(store, { ...envelope, attempt }, { details, workspace, closer }),
      );
      return { run, closer, task: { ...task, attempt, payload, state } };
    } catch (error) {
      // Whoever asked for no number of its own is not kept from its work by one that is taken.
      const isTaken = isAgentReplayError(error, 'RUN_DUPLICATE');
      if (!isTaken || task.attempt !== undefined || tries === MAX_TRIES) throw error;
    }
  }
}

/** A store that cannot answer keeps no agent from its work: its record waits in the spool, whatever its number. */
function nextAttempt({ store }: Place, { task_id }: Task, runType: 'live' | 'replay'): Promise<number> {
  return store.nextAttempt(task_id, runType).catch(() => 1);
}

function codeVersionOf(
  definition: { codeVersion?: string | undefined },
  place: Place,
): { code_version?: string } {
  const version = definition.codeVersion ?? place.code_version;
  return version === undefined ? {} : { code_version: version };
}

/** A prompt itself is no version: what is longer than a line is kept as its digest, as `prompt` is. */
function promptVersionOf({ promptVersion, prompt }: { promptVersion?: string; prompt?: string }): string {
  const isText = promptVersion === undefined || promptVersion === '';
  const given = isText ? (prompt ?? '') : promptVersion;
  if (given === '') return 'unknown';
  return isText || given.includes('\n') || given.length > 200 ? `sha256:${sha256(given)}` : given;
}
