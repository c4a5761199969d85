import type { Interaction, RunEvent } from '@agent-replay/contracts';
import { jsonOf, noteCall } from '../capture/call-facts.ts';
import { isObject } from '../is-object.ts';
import type { RunFacts } from '../store/details.ts';
import { NAMES } from './names.ts';

type HttpEvent = RunEvent & { interaction: Extract<Interaction, { kind: 'http' }> };

/** What the convention says of a call to a model over HTTP (span `gen_ai.client.inference`), as far as the call tells. */
export function modelAttributes(event: RunEvent & { interaction: Interaction }): Record<string, unknown> {
  if (event.interaction.kind !== 'http') return {};
  const { request } = (event as HttpEvent).interaction;
  const url = URL.parse(request.url);
  const path = url?.pathname ?? request.url;
  const facts = { model_calls: 0, tool_calls: 0, responded_models: [], usage: null, cost_usd: null };
  noteCall(facts, event);
  const { responded_models, usage } = facts as Pick<RunFacts, 'responded_models' | 'usage'>;
  const attributes = {
    [NAMES.operation]: operationOf(path),
    [NAMES.provider]: providerOf(url?.hostname ?? '', path),
    [NAMES.requestModel]: modelOf(request, path),
    [NAMES.responseModel]: responded_models[0],
    [NAMES.inputTokens]: usage?.input_tokens,
    [NAMES.outputTokens]: usage?.output_tokens,
    [NAMES.cachedTokens]: usage?.cached_input_tokens || undefined,
    [NAMES.serverAddress]: url?.hostname,
    [NAMES.serverPort]: url === null ? undefined : portOf(url),
  };
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

function operationOf(path: string): string {
  if (/(?:\/embeddings|:embedContent|\/api\/embed)$/.test(path)) return 'embeddings';
  if (/:(?:streamG|g)enerateContent$/.test(path)) return 'generate_content';
  return /(?<!\/chat)\/completions$/.test(path) ? 'text_completion' : 'chat';
}

/** Well-known values of `gen_ai.provider.name` by the hosts that answer for them. */
const HOSTS: readonly [RegExp, string][] = [
  [/(?:^|\.)api\.openai\.com$/, 'openai'],
  [/\.openai\.azure\.com$/, 'azure.ai.openai'],
  [/\.services\.ai\.azure\.com$/, 'azure.ai.inference'],
  [/(?:^|\.)anthropic\.com$/, 'anthropic'],
  [/^generativelanguage\.googleapis\.com$/, 'gcp.gemini'],
  [/aiplatform\.googleapis\.com$/, 'gcp.vertex_ai'],
  [/^bedrock-runtime\..*\.amazonaws\.com(?:\.cn)?$/, 'aws.bedrock'],
  [/(?:^|\.)cohere\.(?:ai|com)$/, 'cohere'],
  [/(?:^|\.)mistral\.ai$/, 'mistral_ai'],
  [/(?:^|\.)groq\.com$/, 'groq'],
  [/(?:^|\.)deepseek\.com$/, 'deepseek'],
  [/(?:^|\.)x\.ai$/, 'x_ai'],
  [/(?:^|\.)perplexity\.ai$/, 'perplexity'],
  [/\.ml\.cloud\.ibm\.com$/, 'ibm.watsonx.ai'],
];
/** Whose API it is where the host is nobody's who is known: a proxy, or a server that copies it. */
const PATHS: readonly [RegExp, string][] = [
  [/\/(?:completions|responses|embeddings)$/, 'openai'],
  [/\/v1\/messages$/, 'anthropic'],
  [/\/api\/(?:chat|generate|embed)$/, 'ollama'],
];

function providerOf(host: string, path: string): string | undefined {
  const known =
    HOSTS.find(([pattern]) => pattern.test(host)) ?? PATHS.find(([pattern]) => pattern.test(path));
  return known?.[1] ?? (host || undefined);
}

/** In the body; Google and Bedrock have it in the address. */
function modelOf({ body }: HttpEvent['interaction']['request'], path: string): string | undefined {
  const json = jsonOf(body);
  if (isObject(json) && typeof json['model'] === 'string') return json['model'];
  const named = /\/models?\/([^/:]+)(?=:\w+$|\/(?:invoke|converse))/.exec(path)?.[1];
  return named === undefined ? undefined : decoded(named);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'http:' || protocol === 'ws:' ? 80 : 443;
}
