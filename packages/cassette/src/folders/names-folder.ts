import type { Interaction } from '@agent-replay/contracts';
import { NO_BLOBS } from '../http/blobs.ts';
import { bodyBytes } from '../http/body-bytes.ts';
import { plainBody } from '../http/plain-body.ts';
import { folderFinder } from './find-folders.ts';
import { folderForms } from './folder-forms.ts';
import { readText } from './read-text.ts';

/** Tells whether one of some calls names a folder in what it asks, or, of a tool, in what it is answered. */
export function namesFolder(interactions: readonly Interaction[], folder: string): boolean {
  const find = folderFinder(folderForms({ recorded: folder, here: folder }, 'recorded'));
  return interactions.some((each) => saidIn(each).some((text) => find(text).length > 0));
}

function saidIn(interaction: Interaction): string[] {
  if (interaction.kind === 'http') {
    const { url, headers, body } = interaction.request;
    const isHere = body !== undefined && !('blob' in body);
    const bytes = isHere ? plainBody(bodyBytes(body, NO_BLOBS), headers) : new Uint8Array();
    return [url, ...headers.map(([, value]) => value), readText(bytes) ?? ''];
  }
  const { request, response } = interaction;
  return [JSON.stringify([request, response ?? null])];
}
