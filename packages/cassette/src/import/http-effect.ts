import type { Effect } from '@agent-replay/contracts';

/**
 * What an HTTP call may do to the world, as far as its method and URL tell: GET, HEAD and OPTIONS
 * read, and so do the endpoints of known model providers that only compute an answer; all else writes.
 */
export function httpEffect(method: string, url: string): Effect {
  if (/^(?:GET|HEAD|OPTIONS)$/i.test(method)) return 'read';
  if (!/^POST$/i.test(method) || !URL.canParse(url)) return 'write';
  const { hostname, pathname } = new URL(url);
  const computes =
    pathname.endsWith('/chat/completions') || (PROVIDER.test(hostname) && COMPUTES.test(pathname));
  return computes ? 'read' : 'write';
}

const PROVIDER = new RegExp(
  `(?:^|\\.)(?:${[
    'openai\\.com',
    'anthropic\\.com',
    'openai\\.azure\\.com',
    '(?:services|models)\\.ai\\.azure\\.com',
    'cognitiveservices\\.azure\\.com',
    '(?:generativelanguage|(?:[a-z0-9-]+-)?aiplatform)\\.googleapis\\.com',
    'bedrock-(?:runtime|mantle)[a-z0-9.-]*\\.(?:amazonaws\\.com(?:\\.cn)?|api\\.aws)',
    'mistral\\.ai',
    'groq\\.com',
    'cohere\\.(?:com|ai)',
    'openrouter\\.ai',
    'deepseek\\.com',
    'x\\.ai',
    'z\\.ai',
    'huggingface\\.co',
    'cerebras\\.ai',
    'together\\.(?:xyz|ai)',
    'fireworks\\.ai',
    'voyageai\\.com',
    'perplexity\\.ai',
    'sambanova\\.ai',
    'moonshot\\.(?:ai|cn)',
    'ai-gateway\\.vercel\\.sh',
  ].join('|')})$`,
);

const COMPUTES = new RegExp(
  `(?:${[
    '/completions',
    '/messages(?:/count_tokens)?',
    '/responses(?:/compact|/input_tokens)?',
    '/(?:multimodal)?embed(?:dings)?',
    '/(?:re)?rank',
    '/moderations',
    '/tokenize',
    '/chat',
    ':(?:(?:stream)?(?:generateContent|rawPredict)|streamGenerateContent|(?:count|compute)Tokens|(?:batch)?[eE]mbedContents?|predict)',
    '/model/[^/]+/(?:invoke|converse|invoke-with-response-stream|converse-stream|count-tokens)',
  ].join('|')})$`,
);
