import { channel, subscribe } from 'node:diagnostics_channel';
import type { Interaction } from '@agent-replay/contracts';
import { isModelCall } from '../capture/call-facts.ts';
import { type CompletedCall, keepCall, keepTapedCall } from './record-event.ts';
import { currentRuns, type Run, stateOf } from './run.ts';
import type { SideChannel } from './side-channels.ts';

/** Where completed calls are published; see @agent-replay/cassette. */
const CHANNEL = 'agent-replay:interaction';
/** Where the same package tells of what it cannot record. */
const SIDE_CHANNEL = 'agent-replay:side-channel';

/** Where that package hears that a run ends. */
const runEnds = channel('agent-replay:run-ends');

let isSubscribed = false;

/**
 * Makes every call that is completed within a run an event of that run and of those that it is part of, and notes
 * the channels that nobody could look into. Once for a process.
 */
export function captureInteractions(): void {
  if (isSubscribed) return;
  isSubscribed = true;
  subscribe(CHANNEL, (message) => {
    const { interaction: published, source } = message as {
      interaction: Interaction;
      source?: 'tape' | 'live';
    };
    const runs = currentRuns();
    for (const run of runs) {
      const id = String(run.events.length + 1).padStart(4, '0');
      const interaction = published.id === '' ? { ...published, id } : published;
      const kind = isModelCall(interaction) ? ('model_call' as const) : ('tool_call' as const);
      const call: CompletedCall = {
        kind,
        interaction,
        ...(run !== runs[0] && { agent: runs[0]?.record.agent_name }),
      };
      if (source === 'tape') keepTapedCall(run, call);
      else keepCall(run, call);
    }
  });
  subscribe(SIDE_CHANNEL, (message) => {
    // What gathers the evidence is ours.
    for (const run of currentRuns())
      if (!run.isClosed) stateOf(run).sideChannels.note(message as SideChannel);
  });
}

/** Makes the calls of an open run that are still under way events of it: they were asked, and not answered. */
export function giveUpCalls(run: Run): void {
  if (runEnds.hasSubscribers) runEnds.publish({ isMine: () => currentRuns().includes(run) });
}
