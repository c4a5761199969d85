import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Contract, type Json, sha256 } from '@agent-replay/contracts';
import { recordArtifact } from '@agent-replay/runs';
import type { CanaryScene } from '../scene.ts';

const CONTRACT: Contract = {
  artifacts: {
    min: 1,
    readable: true,
    schema: { type: 'object', required: ['total'], properties: { total: { type: 'number' } } },
  },
};

/** Reports that are whole, missing, empty, cut off, of another form, and of another content than claimed. */
export async function artifactValidation({ folder, start, close }: CanaryScene): Promise<Json> {
  const judge = async (name: string, text: string | null, claimed?: string): Promise<string> => {
    const uri = `${name}.json`;
    if (text !== null) await writeFile(join(folder, uri), text);
    const run = await start(name);
    await recordArtifact(run, {
      kind: 'file',
      uri,
      ...(claimed !== undefined && { sha256: sha256(claimed) }),
    });
    return close(run, CONTRACT);
  };
  return {
    whole: await judge('whole', '{"total":1}', '{"total":1}'),
    missing: await judge('missing', null),
    empty: await judge('empty', ''),
    blank: await judge('blank', ' \n'),
    cut_off: await judge('cut_off', '{"total":', '{"total":1}'),
    other_form: await judge('other_form', '{"total":"one"}'),
    other_content: await judge('other_content', '{"total":2}', '{"total":1}'),
  };
}
