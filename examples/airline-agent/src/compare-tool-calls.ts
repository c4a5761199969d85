import { type Database, openDatabase } from './database.ts';
import { type Message, RENAMED, type Trajectory } from './import-tau-bench.ts';
import { parsePythonJson } from './python/json.ts';
import { runTool } from './tools/run-tool.ts';

/** How the tools answer today, held against the recordings. */
export interface Comparison {
  calls: number;
  /** Equal to the byte, once the one renamed member is mapped. */
  equal: number;
  /** Equal only with the mapping. */
  mapped: number;
  /** The first few that differ all the same. */
  different: { run: string; call: string; recorded: string; now: string }[];
}

/** Runs every recorded call again, each run on its own copy of the database. */
export function compareToolCalls(trajectories: readonly Trajectory[]): Comparison {
  const found: Comparison = { calls: 0, equal: 0, mapped: 0, different: [] };
  for (const { task_id, trial, traj } of trajectories) {
    const database = openDatabase();
    for (const [index, { tool_calls: calls }] of traj.entries()) {
      const answer = traj[index + 1];
      const call = calls?.[0]?.function;
      if (call === undefined || answer?.role !== 'tool') continue;
      const now = answerOf(database, call);
      const recorded = answer.content ?? '';
      found.calls += 1;
      if (now === recorded) found.equal += 1;
      else if (now === mapped(answer)) {
        found.equal += 1;
        found.mapped += 1;
      } else
        found.different.push({
          run: `${task_id}/${trial}`,
          call: `${call.name}(${call.arguments})`,
          recorded,
          now,
        });
    }
  }
  return found;
}

/** What is no JSON reaches no tool. */
function answerOf(database: Database, call: { name: string; arguments: string }): string {
  try {
    return runTool(database, call.name, parsePythonJson(call.arguments));
  } catch (error) {
    return String(error);
  }
}

function mapped({ name, content }: Message): string | null {
  return name === RENAMED.tool
    ? (content ?? '').replace(`"${RENAMED.from}": `, `"${RENAMED.to}": `)
    : (content ?? null);
}
