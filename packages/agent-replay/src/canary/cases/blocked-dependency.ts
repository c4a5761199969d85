import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contract, Json, Ledger } from '@agent-replay/contracts';
import { recordArtifact, recordEvent, type Run } from '@agent-replay/runs';
import type { CanaryScene } from '../scene.ts';

const CONTRACT: Contract = { artifacts: { min: 1, readable: true } };
const LEDGER: Ledger = { served: [], unused: [], misses: [], blocked: [], drift: [], unguarded: [] };

/** Runs whose dependency was not there, though each left its artifact and said that it was done. */
export async function blockedDependency({ folder, start, close }: CanaryScene): Promise<Json> {
  await writeFile(join(folder, 'report.md'), 'done all the same');
  const finished = async (task: string): Promise<Run> => {
    const run = await start(task);
    await recordArtifact(run, { kind: 'report', uri: 'report.md' });
    return run;
  };
  const forbidden = await finished('forbidden-tool');
  await recordEvent(forbidden, {
    kind: 'tool_call',
    interaction: {
      id: '1',
      lane: 'tool:refund',
      kind: 'tool',
      effect: 'money',
      request: { name: 'refund', arguments: {} },
      response: { result: null },
    },
  });
  return {
    available: await close(await finished('available'), CONTRACT, { ledger: LEDGER }),
    refused: await close(await finished('refused'), CONTRACT, {
      ledger: {
        ...LEDGER,
        blocked: [
          { code: 'unrecorded_operation', operation: 'tcp', target: 'db.example:5432', call_site: null },
        ],
      },
    }),
    unrecorded: await close(await finished('unrecorded'), CONTRACT, {
      ledger: {
        ...LEDGER,
        misses: [
          {
            lane: 'GET https://api.example/price',
            call: 'GET https://api.example/price',
            effect: 'read',
            cause: 'new-call',
            nearest: [],
            message: 'it is not on the tape',
            fix: 'record it',
          },
        ],
      },
    }),
    tool_not_allowed: await close(forbidden, CONTRACT),
  };
}
