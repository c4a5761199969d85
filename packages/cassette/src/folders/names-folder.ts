import type { Interaction, Json } from '@agent-replay/contracts';
import { NO_BLOBS } from '../http/blobs.ts';
import { bodyBytes } from '../http/body-bytes.ts';
import { plainBody } from '../http/plain-body.ts';
import { folderFinder } from './find-folders.ts';
import { folderForms, isRoot } from './folder-forms.ts';
import { readText } from './read-text.ts';

/** Tells whether one of a run's calls names a folder in what it asks, or, of a tool, in what it is answered; or its output. */
export function namesFolder(
  interactions: readonly Interaction[],
  output: Json | undefined,
  folder: string,
): boolean {
  if (isRoot(folder)) return false;
  const find = folderFinder(folderForms({ recorded: folder, here: folder }, 'recorded'), { isLoose: true });
  const isIn = (text: string): boolean => find(text).length > 0;
  return isIn(JSON.stringify(output ?? null)) || interactions.some((each) => saidIn(each).some(isIn));
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
