import type { Issue } from '@agent-replay/contracts';

/** What of an agent a request shows: its prompt, the model's route, the tools that it offers. */
type AgentPart = 'prompt_changed' | 'model_changed' | 'tool_schema_changed';

/** The first difference of a request that is one of the agent itself, not of what it works on. */
export function agentPart(
  lane: string,
  differences: readonly Issue[],
): { code: AgentPart; issue: Issue } | undefined {
  for (const [code, place] of PLACES) {
    const issue = differences.find(({ path }) => place.test(path) && isRoute(path, lane));
    if (issue !== undefined) return { code, issue };
  }
  return undefined;
}

/** Says what of the agent itself differs; undefined where it is only what it works on. */
export function changedPart(lane: string, differences: readonly Issue[]): string | undefined {
  const changed = agentPart(lane, differences);
  return changed === undefined ? undefined : CHANGED[changed.code];
}

const CHANGED: Readonly<Record<AgentPart, string>> = {
  prompt_changed: 'the prompt changed',
  model_changed: 'the model changed',
  tool_schema_changed: 'the tools that are offered changed',
};

/** Where providers keep what an agent asks a model with, in the bodies of their APIs; some wrap the body once. */
const WRAPPED = String.raw`^(?:\/(?:input|body|request|session|setup|response|instances\/0|inputs\/0))?`;
const PLACES: readonly [code: AgentPart, place: RegExp][] = [
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

/** An address is a model's route only where the model stands in it. */
function isRoute(path: string, lane: string): boolean {
  return path !== '/url' || /\/(?:models?|deployments|engines)\//.test(lane);
}
