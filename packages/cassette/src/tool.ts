import {
  AgentReplayError,
  Effect,
  type Interaction,
  type Json,
  normalize,
  type RecordedError,
  refuseUnknownKeys,
  revive,
} from '@agent-replay/contracts';
import { fromRecordedError, toThrownError } from './http/recorded-error.ts';
import { createPublisher } from './interaction-channel.ts';
import { refuseUnattributed } from './refuse-unattributed.ts';
import { timingSince } from './timing-since.ts';
import { newCallId, runWithin, withinCall } from './running-call.ts';
import { endCall, openCall } from './open-calls.ts';
import { currentSession, isUnattributed, type ToolAsk } from './session.ts';
import { tellingWhatItYields, yieldAgain } from './yielded.ts';

export interface ToolOptions {
  /** What a call may do to the world. @default "write" */
  effect?: Effect;
}

/**
 * Wraps a tool. While a cassette is open its calls are answered from the tape; otherwise `fn` runs,
 * and the call is published for whoever captures the run: of one that yields, when it has ended, or nobody reads on.
 *
 * @throws {AgentReplayError} `OPTION_INVALID` for an effect that is none; `MISS` or `BLOCKED` from the wrapped function, for a call that is not on the tape.
 * @example
 * const search = tool('search', async (query: string) => index.find(query), { effect: 'read' });
 */
export function tool<Args extends unknown[], Result>(
  name: string,
  fn: (...args: Args) => Promise<Result> | Result,
  options: ToolOptions = {},
): (...args: Args) => Promise<Awaited<Result>> {
  const { effect = 'write' } = options;
  refuseUnknownKeys(`Failed to wrap the tool "${name}"`, options, ['effect']);
  if (!EFFECTS.includes(effect)) throw noEffect(name, effect);
  const wrapped = async function (this: unknown, ...args: Args): Promise<Awaited<Result>> {
    return callThroughTape({ kind: 'tool', name, arguments: argumentsOf(args), effect }, () =>
      fn.apply(this, args),
    );
  };
  return Object.defineProperty(wrapped, 'name', { value: name, configurable: true });
}

/** As a call of another effect could not be kept, nor be refused for it. */
const EFFECTS: readonly string[] = Effect.options;

function noEffect(name: string, effect: unknown): AgentReplayError {
  return new AgentReplayError(
    'OPTION_INVALID',
    `Failed to wrap the tool "${name}": ${JSON.stringify(effect)} is no effect.`,
    { lines: [['fix', `name one of ${EFFECTS.join(', ')}`]] },
  );
}

/** One argument stands for itself, as in the tools of the agent libraries; several are a list. */
function argumentsOf(args: readonly unknown[]): Json {
  return normalize(args.length === 1 ? args[0] : args);
}

/** Asks the tape for a call's answer, or runs it; what every adapter for tools and MCP clients calls. */
export async function callThroughTape<Result>(
  call: ToolAsk,
  run: () => Promise<Result> | Result,
): Promise<Awaited<Result>> {
  const publish = createPublisher();
  if (isUnattributed()) throw refuseUnattributed(`${call.name}(…)`);
  const session = currentSession();
  const answer = session?.askTool(call) ?? { kind: 'run' };
  if (answer.kind === 'refusal') throw answer.error;
  if (answer.kind === 'recorded') {
    const { interaction, given } = answer;
    publish({ interaction, source: 'tape' });
    if (answer.turn !== undefined) await answer.turn;
    const { error, response } = given;
    const isUnanswered = error?.by === 'run';
    if (isUnanswered && response === undefined) return new Promise<never>(() => undefined);
    if (error !== undefined && !isUnanswered) throw fromRecordedError(error);
    const result = response?.result ?? null;
    return (yieldAgain(result, isUnanswered) ?? revive(result)) as Awaited<Result>;
  }
  const started = performance.now();
  const id = newCallId();
  const known = {
    id,
    ...withinCall(),
    kind: call.kind,
    effect: call.effect,
    request: {
      name: call.name,
      arguments: call.arguments,
      ...(call.server !== undefined && { server: call.server }),
    },
  };
  let isDone = false;
  const interactionOf = (outcome: { response?: { result: Json }; error?: RecordedError }): Interaction => ({
    ...known,
    ...outcome,
    timing: timingSince(started),
  });
  const finish = (outcome: { response?: { result: Json }; error?: RecordedError }) => {
    if (isDone) return;
    isDone = true;
    const kept = endCall(open);
    const interaction = interactionOf(outcome);
    session?.keep(interaction);
    publish({ interaction, source: 'live', ...kept });
  };
  let soFar = (): { response?: { result: Json } } => ({});
  const open = openCall((error) => interactionOf({ ...soFar(), error }));
  try {
    const result = await runWithin(id, run);
    const yielding = tellingWhatItYields(result, (step) => runWithin(id, step), finish);
    if (yielding !== undefined) {
      soFar = yielding.soFar;
      return yielding.value as Awaited<Result>;
    }
    finish({ response: { result: normalize(result, { revivable: true }) } });
    return result;
  } catch (error) {
    finish({ error: toThrownError(error) });
    throw error;
  }
}
