import type { Body, Interaction, Json, RunEvent } from '@agent-replay/contracts';
import { isObject } from '../is-object.ts';
import type { RunFacts } from '../store/details.ts';

/** Counts a call, and reads from a model's answer which model it was and what it used. */
export function noteCall(facts: RunFacts, event: RunEvent): void {
  if (event.kind === 'tool_call') facts.tool_calls += 1;
  if (event.kind !== 'model_call') return;
  facts.model_calls += 1;
  for (const answer of answersOf(event.interaction)) noteAnswer(facts, answer);
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

function noteAnswer(facts: RunFacts, answer: Json): void {
  if (!isObject(answer)) return;
  const inner = [answer, answer['message'], answer['response']].filter(isObject);
  for (const each of inner) {
    const model = each['model'] ?? each['modelVersion'];
    if (typeof model === 'string' && !facts.responded_models.includes(model))
      facts.responded_models.push(model);
    const usage = each['usage'] ?? each['usageMetadata'];
    if (isObject(usage)) noteUsage(facts, usage);
  }
}

function noteUsage(facts: RunFacts, usage: Record<string, Json>): void {
  const count = (...keys: string[]): number => {
    for (const key of keys) if (typeof usage[key] === 'number') return usage[key];
    return 0;
  };
  const details = usage['prompt_tokens_details'] ?? usage['input_tokens_details'];
  const cached =
    isObject(details) && typeof details['cached_tokens'] === 'number' ? details['cached_tokens'] : 0;
  const before = facts.usage ?? { input_tokens: 0, output_tokens: 0, cached_input_tokens: 0 };
  facts.usage = {
    input_tokens:
      before.input_tokens + count('input_tokens', 'prompt_tokens', 'promptTokenCount', 'inputTokens'),
    output_tokens:
      before.output_tokens +
      count('output_tokens', 'completion_tokens', 'candidatesTokenCount', 'outputTokens'),
    cached_input_tokens:
      before.cached_input_tokens + (cached || count('cache_read_input_tokens', 'cachedContentTokenCount')),
  };
  const cost = usage['cost'];
  if (typeof cost === 'number') facts.cost_usd = (facts.cost_usd ?? 0) + cost;
}

function jsonOf(body: Body | undefined): Json | undefined {
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
