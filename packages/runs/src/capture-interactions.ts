import { subscribe } from 'node:diagnostics_channel';
import type { Interaction } from '@agent-replay/contracts';
import { currentRun, recordEvent } from './run.ts';

/** Where completed calls are published; see @agent-replay/cassette. */
const CHANNEL = 'agent-replay:interaction';

const MODEL_PATHS =
  /\/(?:chat\/completions|completions|responses|messages|embeddings|converse(?:-stream)?|invoke(?:-with-response-stream)?)(?:\?|$)|:(?:generateContent|streamGenerateContent|rawPredict)/;

let isSubscribed = false;

/** Makes every call that is completed within a run an event of that run. Once for a process. */
export function captureInteractions(): void {
  if (isSubscribed) return;
  isSubscribed = true;
  subscribe(CHANNEL, (message) => {
    const run = currentRun();
    if (run === undefined) return;
    const { interaction } = message as { interaction: Interaction };
    void recordEvent(run, { kind: isModelCall(interaction) ? 'model_call' : 'tool_call', interaction });
  });
}

function isModelCall(interaction: Interaction): boolean {
  return interaction.kind === 'http' && MODEL_PATHS.test(interaction.request.url);
}
