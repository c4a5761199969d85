import { subscribe } from 'node:diagnostics_channel';
import type { Interaction } from '@agent-replay/contracts';
import { isModelCall } from '../capture/call-facts.ts';
import { type CompletedCall, keepCall, keepTapedCall } from './record-event.ts';
import { currentRuns, stateOf } from './run.ts';
import type { SideChannel } from './side-channels.ts';

/** Where completed calls are published; see @agent-replay/cassette. */
const CHANNEL = 'agent-replay:interaction';
/** Where calls of tools are told that begin. */
const BEGUN_CHANNEL = 'agent-replay:call-begun';
/** Where the same package tells of what it cannot record. */
const SIDE_CHANNEL = 'agent-replay:side-channel';

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
  subscribe(BEGUN_CHANNEL, (message) => {
    const interaction = message as Interaction;
    const runs = currentRuns();
    for (const run of runs) {
      if (run.isClosed) continue;
      const agent = run !== runs[0] && { agent: runs[0]?.record.agent_name };
      stateOf(run).underWay.set(interaction.id, { kind: 'tool_call', interaction, ...agent });
    }
  });
  subscribe(SIDE_CHANNEL, (message) => {
    // What gathers the evidence is ours.
    for (const run of currentRuns())
      if (!run.isClosed) stateOf(run).sideChannels.note(message as SideChannel);
  });
}
