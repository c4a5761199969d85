import type { Interaction, Json } from '@agent-replay/contracts';
import { isObject } from '../is-object.ts';
import type { ImportedSpan } from './span.ts';
import { parsed } from './parsed.ts';

/** An HTTP exchange without what only its span knows. */
type Exchange = Omit<Extract<Interaction, { kind: 'http' }>, 'id' | 'timing'>;

/** Where an API answers, told by what only its answers hold. Addresses of the providers' own documentation. */
const APIS: readonly { url: string; gave: (answer: Record<string, Json>) => boolean }[] = [
  {
    url: 'https://api.openai.com/v1/chat/completions',
    gave: ({ object }) => object === 'chat.completion',
  },
  { url: 'https://api.openai.com/v1/responses', gave: ({ object }) => object === 'response' },
  {
    url: 'https://api.openai.com/v1/completions',
    gave: ({ object }) => object === 'text_completion',
  },
  {
    url: 'https://api.openai.com/v1/embeddings',
    gave: ({ object, data }) => object === 'list' && Array.isArray(data),
  },
  {
    url: 'https://api.anthropic.com/v1/messages',
    gave: ({ type, content }) => type === 'message' && Array.isArray(content),
  },
];

/**
 * The HTTP exchange of a model call, where the span holds request and answer whole: OpenInference keeps
 * both as JSON for SDKs of providers. Null for a stream, whose chunks no span keeps, and for all else.
 */
export function wireCall(values: ImportedSpan['values']): Exchange | null {
  const body = parsed(values['input.value'] ?? null);
  const answer = parsed(values['output.value'] ?? null);
  if (!isObject(body) || typeof body['model'] !== 'string' || body['stream'] === true || !isObject(answer))
    return null;
  const api = APIS.find(({ gave }) => gave(answer));
  if (api === undefined) return null;
  const { origin, pathname } = new URL(api.url);
  const headers: [string, string][] = [['content-type', 'application/json']];
  return {
    lane: `POST ${origin}${pathname}`,
    kind: 'http',
    effect: 'read',
    request: { method: 'POST', url: api.url, headers, body: { json: body } },
    response: { status: 200, headers, body: { json: answer } },
  };
}
