import { subscribe } from 'node:diagnostics_channel';
import { type Interaction, laneOf, type RecordedError } from '@agent-replay/contracts';
import { isModelCall } from '../capture/call-facts.ts';
import { type CompletedCall, keepCall, keepTapedCall } from './record-event.ts';
import { currentRuns, openRuns, type Run, stateOf } from './run.ts';
import type { SideChannel } from './side-channels.ts';
import { noteUnobservedCalls } from './unobserved-calls.ts';
import type { OpenCall } from './open-call.ts';

/** Where completed calls are published; see @agent-replay/cassette. */
const CHANNEL = 'agent-replay:interaction';
/** Where the same package tells of what it cannot record. */
const SIDE_CHANNEL = 'agent-replay:side-channel';

/** Where the same package tells of calls as they begin. */
const OPENED_CHANNEL = 'agent-replay:call-opened';

/** What stands where the answer would, of a call that its run did not live to see answered. */
const UNANSWERED: RecordedError = {
  name: 'Error',
  message: 'the run ended before it was answered',
  by: 'run',
};

let isSubscribed = false;

/**
 * Makes every call that is completed within a run an event of that run and of those that it is part of, and notes
 * the channels that nobody could look into. Once for a process.
 */
export function captureInteractions(): void {
  if (isSubscribed) return;
  isSubscribed = true;
  noteUnobservedCalls();
  subscribe(CHANNEL, (message) => {
    const { interaction, source, keptBy } = message as {
      interaction: Interaction;
      source?: 'tape' | 'live';
      keptBy?: ReadonlySet<object>;
    };
    const runs = currentRuns();
    if (runs.length === 0 && source !== 'tape') noteBeside(interaction);
    for (const run of runs) {
      if (keptBy?.has(run) === true) continue;
      const by = run === runs[0] ? undefined : runs[0];
      // A tape counts from there already.
      if (source === 'tape') keepTapedCall(run, callOf(run, interaction, by));
      else keepCall(run, callOf(run, sinceEntered(run, interaction), by));
    }
  });
  subscribe(OPENED_CHANNEL, (message) => {
    const call = message as OpenCall;
    const runs = currentRuns();
    for (const run of runs) {
      if (run.isClosed) continue;
      const { openCalls } = stateOf(run);
      openCalls.set(call, run === runs[0] ? undefined : runs[0]);
      call.ends.push(() => openCalls.delete(call));
    }
  });
  subscribe(SIDE_CHANNEL, (message) => {
    // What gathers the evidence is ours.
    for (const run of currentRuns())
      if (!run.isClosed) stateOf(run).sideChannels.note(message as SideChannel);
  });
}

/** Whose a call is that was made in no run's context, nobody can tell: each run that was open says that there was one. */
function noteBeside(interaction: Interaction): void {
  for (const run of openRuns())
    if (!run.isClosed && run.record.run_type === 'live')
      stateOf(run).sideChannels.noteBeside(laneOf(interaction));
}

/**
 * With its time counted from the first line of the agent's code, as a replay counts: what the record of the run took to be
 * written before is no time of the agent's.
 */
function sinceEntered(run: Run, made: Interaction): Interaction {
  const { enteredTick, row } = stateOf(run);
  const { timing } = made;
  if (timing === undefined || enteredTick === undefined || row.run_type !== 'live') return made;
  const started_ms = Math.max(0, Math.round((timing.started_ms - enteredTick) * 1000) / 1000);
  return { ...made, timing: { ...timing, started_ms } };
}

/** @param by the run within this one that made it */
function callOf(run: Run, made: Interaction, by: Run | undefined): CompletedCall {
  const id = String(run.events.length + 1).padStart(4, '0');
  const interaction = made.id === '' ? { ...made, id } : made;
  return {
    kind: isModelCall(interaction) ? 'model_call' : 'tool_call',
    interaction,
    ...(by !== undefined && { agent: by.record.agent_name }),
  };
}

/** Makes the calls of an open run that are still under way events of it: they were asked, and not answered. */
export function giveUpCalls(run: Run): void {
  const { openCalls } = stateOf(run);
  for (const [call, by] of openCalls) {
    const interaction = call.soFar(UNANSWERED);
    if (interaction === undefined) continue;
    call.keptBy.add(run);
    keepCall(run, callOf(run, sinceEntered(run, interaction), by));
  }
  openCalls.clear();
}
