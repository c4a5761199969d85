import { subscribe } from 'node:diagnostics_channel';
import type { Interaction } from '@agent-replay/contracts';
import { isModelCall } from '../capture/call-facts.ts';
import { keepCall, keepTapedCall } from './record-event.ts';
import { currentRun, stateOf } from './run.ts';
import type { SideChannel } from './side-channels.ts';

/** Where completed calls are published; see @agent-replay/cassette. */
const CHANNEL = 'agent-replay:interaction';
/** Where the same package tells of what it cannot record. */
const SIDE_CHANNEL = 'agent-replay:side-channel';

let isSubscribed = false;

/**
 * Makes every call that is completed within a run an event of that run, and notes the channels that
 * nobody could look into. Once for a process.
 */
export function captureInteractions(): void {
  if (isSubscribed) return;
  isSubscribed = true;
  subscribe(CHANNEL, (message) => {
    const run = currentRun();
    if (run === undefined) return;
    const { interaction: published, source } = message as {
      interaction: Interaction;
      source?: 'tape' | 'live';
    };
    const id = String(run.events.length + 1).padStart(4, '0');
    const interaction = published.id === '' ? { ...published, id } : published;
    const kind = isModelCall(interaction) ? 'model_call' : 'tool_call';
    if (source === 'tape') keepTapedCall(run, kind, interaction);
    else keepCall(run, kind, interaction);
  });
  subscribe(SIDE_CHANNEL, (message) => {
    const run = currentRun();
    // What gathers the evidence is ours.
    if (run === undefined || run.isClosed) return;
    stateOf(run).sideChannels.note(message as SideChannel);
  });
}
