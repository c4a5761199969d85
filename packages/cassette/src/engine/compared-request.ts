import type { Interaction, Json } from '@agent-replay/contracts';
import { type Blobs, NO_BLOBS } from '../http/blobs.ts';
import { comparedFrame } from '../websocket/compare-frames.ts';
import { compileIgnores } from './ignore-fields.ts';
import type { MatchOptions } from './match-options.ts';
import { recordedCall } from './recorded-call.ts';

/**
 * Makes a function that gives what of a recorded request is compared with live ones.
 *
 * @param blobs where bodies are that do not stand in the file
 */
export async function comparedRequest(
  match: MatchOptions,
  blobs: Blobs = NO_BLOBS,
): Promise<(interaction: Interaction) => Json> {
  await compileIgnores(match.ignore ?? []);
  return (interaction) => {
    const content = recordedCall(interaction, match, blobs).content as unknown as { [part: string]: Json };
    if (interaction.kind !== 'websocket') return content;
    const sent = (interaction.response?.frames ?? []).filter(({ direction }) => direction === 'sent');
    return { ...content, body: sent.map(({ data }) => comparedFrame(data, match.ignore ?? [])) };
  };
}
