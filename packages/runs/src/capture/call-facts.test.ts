import type { Body, Json, RunEvent } from '@agent-replay/contracts';
import { expect, test } from 'vitest';
import type { RunFacts } from '../store/details.ts';
import { noteCall } from './call-facts.ts';

const events = (...data: Json[]): Body => ({
  text: data.map((each) => `data: ${JSON.stringify(each)}\n\n`).join(''),
});
const lines = (...data: Json[]): Body => ({ text: data.map((each) => `${JSON.stringify(each)}\n`).join('') });

function usageOf(...bodies: Body[]): RunFacts['usage'] {
  const facts: RunFacts = {
    tool_calls: 0,
    model_calls: 0,
    responded_models: [],
    usage: null,
    cost_usd: null,
  } as never;
  for (const body of bodies)
    noteCall(facts, {
      kind: 'model_call',
      interaction: {
        id: '0001',
        lane: 'model.example',
        kind: 'http',
        effect: 'read',
        request: { method: 'POST', url: 'https://model.example/v1/messages', headers: [] },
        response: { status: 200, headers: [], body },
      },
    } as unknown as RunEvent);
  return facts.usage;
}

test.each<[string, Body, number, number]>([
  [
    'Anthropic: at its start and at its end',
    events(
      { type: 'message_start', message: { model: 'm', usage: { input_tokens: 25, output_tokens: 1 } } },
      { type: 'message_delta', delta: {}, usage: { output_tokens: 15 } },
    ),
    25,
    15,
  ],
  [
    'Google: with each piece, of all so far',
    events(
      { modelVersion: 'm', usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 2 } },
      { modelVersion: 'm', usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 9 } },
    ),
    7,
    9,
  ],
  [
    'Google: as one list',
    {
      json: [
        { usageMetadata: { promptTokenCount: 7 } },
        { usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 9 } },
      ],
    },
    7,
    9,
  ],
  [
    'OpenAI: with its last chunk',
    events({ model: 'm', usage: null }, { model: 'm', usage: { prompt_tokens: 3, completion_tokens: 4 } }),
    3,
    4,
  ],
  [
    'OpenAI: responses',
    events(
      { type: 'response.created', response: { model: 'm', usage: null } },
      { type: 'response.completed', response: { model: 'm', usage: { input_tokens: 3, output_tokens: 4 } } },
    ),
    3,
    4,
  ],
  [
    'Cohere',
    events({ type: 'message-end', delta: { usage: { tokens: { input_tokens: 5, output_tokens: 6 } } } }),
    5,
    6,
  ],
  [
    'Ollama',
    lines({ model: 'm', done: false }, { model: 'm', done: true, prompt_eval_count: 8, eval_count: 3 }),
    8,
    3,
  ],
])('L32: counts the tokens of a streamed answer once, %s', (_, body, input, output) => {
  expect(usageOf(body)).toMatchObject({ input_tokens: input, output_tokens: output });
  expect(usageOf(body, body)).toMatchObject({ input_tokens: 2 * input, output_tokens: 2 * output });
});

test('knows of no tokens where an answer tells of none', () => {
  expect(usageOf(events({ model: 'm' }))).toBeNull();
});
