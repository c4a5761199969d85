import type { Issue, Miss, ProofRun, RunRecord } from '@agent-replay/contracts';
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

/** Where providers keep what an agent asks a model with, in the bodies of their APIs; some wrap the body once. */
const WRAPPED = String.raw`^(?:\/(?:input|body|request|instances\/0|inputs\/0))?`;
const PLACES: readonly [code: string, place: RegExp][] = [
  ['model_changed', new RegExp(String.raw`${WRAPPED}\/(?:model|modelId|model_id|deployment)$|^\/url$`)],
  [
    'tool_schema_changed',
    new RegExp(String.raw`${WRAPPED}\/(?:tools|functions|toolConfig|tool_config)(?:\/|$)`),
  ],
  [
    'prompt_changed',
    new RegExp(
      String.raw`${WRAPPED}\/(?:system|system_instruction|systemInstruction|system_prompt|systemPrompt|preamble|instructions|prompt)(?:\/|$)|${WRAPPED}\/(?:messages|input|contents)\/0(?:\/|$)|^\/(?:input|inputs|inputText)$`,
    ),
  ],
];

function missDrift({ lane, nearest }: Miss): string | null {
  const differences = nearest[0]?.differences ?? [];
  if (/^(?:tool|mcp):/.test(lane)) return toolDrift(lane, differences);
  for (const [code, place] of PLACES) {
    const found = differences.find(({ path }) => place.test(path) && isRoute(path, lane));
    if (found !== undefined) return `${code}: ${found.path} was ${found.expected}, is now ${found.received}`;
  }
  return null;
}

/** An address is a model's route only where the model stands in it. */
function isRoute(path: string, lane: string): boolean {
  return path !== '/url' || /\/(?:models?|deployments|engines)\//.test(lane);
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
