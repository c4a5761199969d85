import { AgentReplayError, type RunRecord } from '@agent-replay/contracts';
import type { Store } from '@agent-replay/runs';

const MOST_SHOWN = 8;

/**
 * The id of the run that somebody names by it or by its beginning, of at least six characters. One that no run has stays
 * as it is.
 *
 * @throws {AgentReplayError} `OPTION_INVALID`, naming them, when several ids begin so
 */
export async function namedRun(store: Store, given: string): Promise<string> {
  if ((await store.getRun(given)) !== undefined) return given;
  const found = await store.runsBeginning(given, MOST_SHOWN + 1);
  if (found.length > 1) throw ambiguous(given, found);
  return found[0]?.run_id ?? given;
}

function ambiguous(given: string, found: readonly RunRecord[]): AgentReplayError {
  const count = found.length > MOST_SHOWN ? `more than ${MOST_SHOWN}` : found.length;
  return new AgentReplayError(
    'OPTION_INVALID',
    `Failed to find the run "${given}": it is the beginning of ${count} ids.`,
    {
      lines: [
        ...found
          .slice(0, MOST_SHOWN)
          .map(({ run_id, agent_name, task_id, attempt, status }): [string, string] => [
            'found',
            `${run_id}  ${agent_name}  ${task_id} #${attempt}  ${status}`,
          ]),
        ['fix', 'name more of one'],
      ],
      details: { given, found: found.map(({ run_id }) => run_id) },
    },
  );
}
