import type { Interaction, Json } from '@agent-replay/contracts';
import { NO_BLOBS } from '../http/blobs.ts';
import { compileIgnores } from './ignore-fields.ts';
import type { MatchOptions } from './match-options.ts';
import { recordedCall } from './recorded-call.ts';

/** Makes a function that gives what of a recorded request is compared with live ones; its body must stand in the file. */
export async function comparedRequest(match: MatchOptions): Promise<(interaction: Interaction) => Json> {
  await compileIgnores(match.ignore ?? []);
  return (interaction) => recordedCall(interaction, match, NO_BLOBS).content as unknown as Json;
}
