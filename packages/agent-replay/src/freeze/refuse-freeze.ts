import {
  AgentReplayError,
  checkJson,
  type Contract,
  FixtureExpected,
  formatIssue,
  type Issue,
  laneOf,
  type RunEvent,
  type RunRecord,
  unusableParts,
} from '@agent-replay/contracts';
import { isPayloadMissing, type RunDetails } from '@agent-replay/runs';
import { watchdogText } from '../output/watchdog-text.ts';

/**
 * Holds a run against what a fixture needs of it.
 *
 * @param options.force takes a run that passed, and one with a contract that cannot be used
 * @throws {AgentReplayError} `FREEZE_REFUSED`, with what is to be done
 */
export function refuseFreeze(
  run: RunRecord,
  details: RunDetails,
  events: readonly RunEvent[],
  { force = false }: { force?: boolean | undefined },
): void {
  const reject = (reason: string, fix: string, extra: Record<string, unknown> = {}): never => {
    throw new AgentReplayError('FREEZE_REFUSED', `Failed to freeze "${run.run_id}": ${reason}.`, {
      lines: [['fix', fix]],
      details: { run_id: run.run_id, status: run.status, ...extra },
    });
  };
  if (run.status === 'started')
    reject(
      `it is still open, its deadline is ${run.deadline_at}`,
      `wait for its close; ${watchdogText(run)}`,
    );
  if (run.run_type === 'replay') reject('it is a replay', 'freeze the live run that its fixture came from');
  if (run.status === 'passed' && !force) reject('it passed', 'freeze a failed run, or add --force');
  const [fault] = force ? [] : faultsOf(details.contract);
  if (fault !== undefined)
    reject(
      `contract_invalid: ${formatIssue(fault)}`,
      'correct the contract of the agent, and freeze the next failure; --force asks only for what this failure lacked',
      { reason: 'contract_invalid' },
    );
  const given = (details.state ?? []).map(({ ref }) => ref);
  // By their number: what is secret in an address is none in the name of a state.
  if (given.length < run.state_refs.length) {
    const absent = run.state_refs.map(({ uri }) => uri).filter((uri) => !given.includes(uri));
    reject(
      `state_missing: ${absent.join(', ')}`,
      'give the content of state with the task, and freeze the next failure',
      { reason: 'state_missing', missing: absent },
    );
  }
  const missing = notCaptured(details, events);
  if (missing.length > 0) {
    reject(
      `payload_not_captured: ${missing.join(', ')}`,
      'capture these in full ("capture" in the config), and freeze the next failure',
      { reason: 'payload_not_captured', missing },
    );
  }
}

/** What is wrong with a declared contract: a fixture that leaves it out asks for less than the agent does. */
function faultsOf(contract: RunDetails['contract']): Issue[] {
  if (contract === undefined || contract === null) return [];
  const faults = checkJson(contract, FixtureExpected);
  return faults.length > 0 ? faults : unusableParts(contract as Contract);
}

/** The names of payloads that a replay needs and the capture policy left out. */
function notCaptured(details: RunDetails, events: readonly RunEvent[]): string[] {
  const calls = events.flatMap((event) => {
    if (event.kind !== 'tool_call' && event.kind !== 'model_call') return [];
    const { interaction } = event;
    const isAnswered = interaction.response !== undefined || interaction.error !== undefined;
    return isAnswered && !isPayloadMissing(interaction)
      ? []
      : [{ lane: laneOf(interaction), seq: event.seq }];
  });
  // A lane whose calls are named needs no word of its own.
  const denied = (details.capture?.denied ?? []).filter((each) => calls.every(({ lane }) => lane !== each));
  return [
    ...(details.payload === undefined ? ['task.payload'] : []),
    ...denied,
    ...calls.map(({ lane, seq }) => `${lane} #${seq}`),
  ];
}
