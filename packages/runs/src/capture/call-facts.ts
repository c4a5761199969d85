import type { Body, Interaction, Json, RunEvent } from '@agent-replay/contracts';
import { isObject } from '../is-object.ts';
import type { RunFacts } from '../store/details.ts';

/** What a run's calls add to. */
type CallFacts = Pick<RunFacts, 'tool_calls' | 'model_calls' | 'responded_models' | 'usage' | 'cost_usd'>;

/** Counts a call, and reads from a model's answer which model it was and what it used. */
export function noteCall(facts: CallFacts, event: RunEvent): void {
  if (event.kind === 'tool_call') facts.tool_calls += 1;
  if (event.kind !== 'model_call') return;
  facts.model_calls += 1;
  const answers = answersOf(event.interaction).flatMap(partsOf);
  for (const answer of answers) noteModel(facts, answer);
  noteUsage(facts, answers.flatMap(usageOf));
}

/** True for a request to a language model: by the paths of the known APIs, else by its body. */
export function isModelCall(interaction: Interaction): boolean {
  if (interaction.kind !== 'http') return false;
  const { request } = interaction;
  if (MODEL_WORDS.test(request.url) && MODEL_PATHS.test(URL.parse(request.url)?.pathname ?? request.url))
    return true;
  const body = request.method === 'POST' ? jsonOf(request.body) : undefined;
  if (!isObject(body)) return false;
  return (
    typeof body['model'] === 'string' &&
    ['messages', 'input', 'prompt', 'contents'].some((key) => key in body)
  );
}

// Paths of the APIs of OpenAI, Anthropic, Google, AWS Bedrock, Ollama, Cohere and those that copy them.
const MODEL_PATHS =
  /\/(?:chat\/completions|completions|responses|messages|embeddings|rerank)$|:(?:streamGenerateContent|generateContent|embedContent)$|\/model\/[^/]+\/(?:invoke|converse)(?:-with-response-stream|-stream)?$|\/api\/(?:chat|generate|embed)$|\/v[12]\/chat$/;

/** What stands in every one of them: to take an address apart takes longer. */
const MODEL_WORDS = /completions|responses|messages|embeddings|rerank|Content|\/model\/|\/api\/|\/chat/;

/** The answer, or each event of a streamed one. */
function answersOf(interaction: Interaction): Json[] {
  if (interaction.kind !== 'http') return [];
  const body = interaction.response?.body;
  const whole = jsonOf(body);
  if (whole !== undefined) return Array.isArray(whole) ? whole : [whole];
  const text = textOf(body);
  if (text === undefined) return [];
  return text.split('\n').flatMap((line) => {
    const json = line.startsWith('data:') ? line.slice(5).trim() : line.trim();
    if (!/"(?:model|modelVersion|usage|usageMetadata|message|response)"/.test(json)) return [];
    const parsed = parse(json);
    return parsed === undefined ? [] : [parsed];
  });
}

/** Where an answer, or an event of a streamed one, says which model it is from and what that used. */
function partsOf(answer: Json): Record<string, Json>[] {
  if (!isObject(answer)) return [];
  return [answer, answer['message'], answer['response'], answer['delta']].filter(isObject);
}

function noteModel(facts: CallFacts, { model, modelVersion }: Record<string, Json>): void {
  const name = model ?? modelVersion;
  if (typeof name === 'string' && !facts.responded_models.includes(name)) facts.responded_models.push(name);
}

/** Ollama has it beside the answer, Cohere a level below. */
function usageOf(part: Record<string, Json>): Record<string, Json>[] {
  const usage = part['usage'] ?? part['usageMetadata'] ?? ('eval_count' in part ? part : undefined);
  if (!isObject(usage)) return [];
  return [isObject(usage['tokens']) ? usage['tokens'] : usage];
}

/** What one call used. The events of a streamed answer tell of it by and by, each of all so far: the most is the whole. */
function noteUsage(facts: CallFacts, told: readonly Record<string, Json>[]): void {
  if (told.length === 0) return;
  const most = (of: (usage: Record<string, Json>) => number): number =>
    told.reduce((largest, usage) => Math.max(largest, of(usage)), 0);
  const before = facts.usage ?? { input_tokens: 0, output_tokens: 0, cached_input_tokens: 0 };
  facts.usage = {
    input_tokens: before.input_tokens + most((usage) => numberAt(usage, ...INPUT)),
    output_tokens: before.output_tokens + most((usage) => numberAt(usage, ...OUTPUT)),
    cached_input_tokens: before.cached_input_tokens + most(cachedOf),
  };
  if (told.some(({ cost }) => typeof cost === 'number'))
    facts.cost_usd = (facts.cost_usd ?? 0) + most((usage) => numberAt(usage, 'cost'));
}

const INPUT = ['input_tokens', 'prompt_tokens', 'promptTokenCount', 'inputTokens', 'prompt_eval_count'];
const OUTPUT = ['output_tokens', 'completion_tokens', 'candidatesTokenCount', 'outputTokens', 'eval_count'];

function cachedOf(usage: Record<string, Json>): number {
  const details = usage['prompt_tokens_details'] ?? usage['input_tokens_details'];
  const cached = isObject(details) ? numberAt(details, 'cached_tokens') : 0;
  return cached || numberAt(usage, 'cache_read_input_tokens', 'cachedContentTokenCount');
}

/** The first of these that is a number; 0 where none is. */
function numberAt(values: Record<string, Json>, ...keys: readonly string[]): number {
  for (const key of keys) {
    const value = values[key];
    if (typeof value === 'number') return value;
  }
  return 0;
}

/** A body as JSON, where it is JSON. */
export function jsonOf(body: Body | undefined): Json | undefined {
  if (body === undefined) return undefined;
  if ('json' in body) return body.json;
  return 'text' in body ? parse(body.text) : undefined;
}

function textOf(body: Body | undefined): string | undefined {
  if (body === undefined) return undefined;
  if ('text' in body) return body.text;
  if ('chunks' in body) return body.chunks.map((chunk) => ('text' in chunk ? chunk.text : '')).join('');
  return undefined;
}

function parse(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
