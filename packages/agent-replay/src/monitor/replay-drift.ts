import { agentPart } from '@agent-replay/cassette';
import {
  type Interaction,
  type Issue,
  laneOf,
  type Miss,
  type ProofRun,
  type RunRecord,
} from '@agent-replay/contracts';
import { loadFixture } from '../discover/load-fixture.ts';
import { fixtureOf } from '../replay/fixture-of.ts';
import type { ReplayResult } from '../replay/replay-result.ts';

/**
 * Names what of the agent is no longer as it was when its fixture was proven or recorded: the prompt,
 * the model route or the tools, as `code: text`; null when nothing is known to differ.
 */
export function replayDrift(result: ReplayResult): string | null {
  const missed = (result.ledger?.misses ?? []).map(missDrift).find((drift) => drift !== null);
  if (missed !== undefined) return missed;
  const served = servedDrift(result);
  if (served !== null) return served;
  return result.run === null ? null : selfDrift(result.run, provenWith(result));
}

/** What the agent says of itself against what it said when it was proven. */
function selfDrift(run: RunRecord, proven: ProofRun | null): string | null {
  if (proven?.model !== undefined && proven.model !== run.model)
    return `model_changed: proven with ${proven.model}, now ${run.model}`;
  if (proven?.prompt_version !== undefined && proven.prompt_version !== run.prompt_version)
    return `prompt_changed: proven with version ${proven.prompt_version}, now ${run.prompt_version}`;
  return null;
}

function provenWith(result: ReplayResult): ProofRun | null {
  try {
    return (fixtureOf(result) ?? loadFixture(result.dir)).notes.proof?.fixed ?? null;
  } catch {
    return null;
  }
}

const told = ({ code, issue }: { code: string; issue: Issue }): string =>
  `${code}: ${issue.path} was ${issue.expected}, is now ${issue.received}`;

/** What the tape answered all the same, as `match.drift: "serve"` has it. */
function servedDrift(result: ReplayResult): string | null {
  const requests = result.drift.filter(({ part }) => part === 'request');
  if (requests.length === 0) return null;
  const interactions = interactionsOf(result);
  for (const { interaction: id, differences } of requests) {
    const interaction = interactions.find((each) => each.id === id);
    const lane = interaction === undefined ? '' : laneOf(interaction);
    const changed = agentPart(lane, differences);
    if (changed !== undefined) return told(changed);
    const tool = /^(?:tool|mcp):/.test(lane) ? toolDrift(lane, differences) : null;
    if (tool !== null) return tool;
  }
  return null;
}

function interactionsOf(result: ReplayResult): readonly Interaction[] {
  try {
    return (fixtureOf(result) ?? loadFixture(result.dir)).interactions;
  } catch {
    return [];
  }
}

function missDrift({ lane, nearest }: Miss): string | null {
  const differences = nearest[0]?.differences ?? [];
  if (/^(?:tool|mcp):/.test(lane)) return toolDrift(lane, differences);
  const changed = agentPart(lane, differences);
  if (changed !== undefined) return told(changed);
  return null;
}

/** An argument that was not there before, or is there no more, is another schema; another value is not. */
function toolDrift(lane: string, differences: readonly Issue[]): string | null {
  const name = lane.slice(lane.indexOf(':') + 1);
  const found = differences.find(
    ({ path, expected, received }) => path === '/name' || expected === 'nothing' || received === 'nothing',
  );
  if (found === undefined) return null;
  return `tool_schema_changed: ${name} ${found.path} was ${found.expected}, is now ${found.received}`;
}
