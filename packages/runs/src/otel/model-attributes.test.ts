import type { Interaction, Json, RunEvent } from '@agent-replay/contracts';
import { expect, it } from 'vitest';
import { modelAttributes } from './model-attributes.ts';

function asked(url: string, request: Json, response: Json | string): ReturnType<typeof modelAttributes> {
  const body = typeof response === 'string' ? { text: response } : { json: response };
  const interaction: Interaction = {
    id: '1',
    kind: 'http',
    effect: 'read',
    request: { method: 'POST', url, headers: [], body: { json: request } },
    response: { status: 200, headers: [], body },
  };
  return modelAttributes({ kind: 'model_call', interaction } as RunEvent & { interaction: Interaction });
}

it('names what the convention asks of a call to a model', () => {
  const usage = { prompt_tokens: 40, completion_tokens: 9, prompt_tokens_details: { cached_tokens: 8 } };
  expect(
    asked('https://api.openai.com/v1/chat/completions', { model: 'gpt-4o' }, { model: 'gpt-4o-2024', usage }),
  ).toEqual({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.response.model': 'gpt-4o-2024',
    'gen_ai.usage.input_tokens': 40,
    'gen_ai.usage.output_tokens': 9,
    'gen_ai.usage.cache_read.input_tokens': 8,
    'server.address': 'api.openai.com',
    'server.port': 443,
  });
});

const GOOGLE = 'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro';
const BEDROCK = 'https://bedrock-runtime.us-east-1.amazonaws.com/model';

it.each([
  ['https://api.anthropic.com/v1/messages', 'chat', 'anthropic', 'm'],
  ['https://api.openai.com/v1/responses', 'chat', 'openai', 'm'],
  ['https://api.openai.com/v1/embeddings', 'embeddings', 'openai', 'm'],
  ['https://api.openai.com/v1/completions', 'text_completion', 'openai', 'm'],
  ['https://api.groq.com/openai/v1/chat/completions', 'chat', 'groq', 'm'],
  ['https://acme.openai.azure.com/openai/deployments/d/chat/completions', 'chat', 'azure.ai.openai', 'm'],
  [`${GOOGLE}:generateContent`, 'generate_content', 'gcp.gemini', 'gemini-2.5-pro'],
  [`${GOOGLE}:streamGenerateContent?alt=sse`, 'generate_content', 'gcp.gemini', 'gemini-2.5-pro'],
  [`${BEDROCK}/anthropic.claude-v2%3A1/converse`, 'chat', 'aws.bedrock', 'anthropic.claude-v2:1'],
  ['http://localhost:11434/api/embed', 'embeddings', 'ollama', 'm'],
  ['https://models.corp.example/v1/chat/completions', 'chat', 'openai', 'm'],
  ['https://models.corp.example/ask', 'chat', 'models.corp.example', 'm'],
  ['https://openai.azure.com.evil.example/ask', 'chat', 'openai.azure.com.evil.example', 'm'],
])('tells %s by its address: %s of %s', (url, operation, provider, model) => {
  const body = url.includes('/models/gemini') || url.includes('/model/') ? {} : { model: 'm' };
  expect(asked(url, body, {})).toMatchObject({
    'gen_ai.operation.name': operation,
    'gen_ai.provider.name': provider,
    'gen_ai.request.model': model,
  });
});

it('reads what a streamed answer used, of all its events', () => {
  const events = [
    { type: 'message_start', message: { model: 'claude-x', usage: { input_tokens: 12, output_tokens: 1 } } },
    { type: 'message_delta', usage: { output_tokens: 30 } },
  ];
  const text = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
  expect(asked('https://api.anthropic.com/v1/messages', { model: 'claude' }, text)).toMatchObject({
    'gen_ai.response.model': 'claude-x',
    'gen_ai.usage.input_tokens': 12,
    'gen_ai.usage.output_tokens': 30,
  });
});

it('says nothing of an address that is none', () => {
  expect(asked('/v1/chat/completions', {}, {})).toEqual({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
  });
});
