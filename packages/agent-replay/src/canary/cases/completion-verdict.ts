import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Contract, type Json, toExceptionInfo } from '@agent-replay/contracts';
import { recordArtifact, recordEvent } from '@agent-replay/runs';
import type { CanaryScene } from '../scene.ts';

const CONTRACT: Contract = { artifacts: { min: 1, readable: true } };

/** Runs that say they are done, with and without something to show for it. */
export async function completionVerdict({ folder, start, close }: CanaryScene): Promise<Json> {
  await writeFile(join(folder, 'report.md'), 'done');
  const done = { ending: 'returned', exit_code: 0, output: { done: true } } as const;
  const honest = await start('honest');
  await recordArtifact(honest, { kind: 'report', uri: 'report.md' });
  const swallowed = await start('swallowed');
  const exception = toExceptionInfo(new Error('the tool failed'));
  await recordEvent(swallowed, { kind: 'exception', exception, handled: true });
  return {
    with_artifact: await close(honest, CONTRACT, done),
    without_artifact: await close(await start('empty-handed'), CONTRACT, done),
    swallowed_exception: await close(swallowed, CONTRACT, done),
    aborted: await close(await start('aborted'), CONTRACT, { ending: 'aborted' }),
    without_contract: await close(await start('no-contract'), null, done),
  };
}
