import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { EventStreamCodec } from '@smithy/core/event-streams';
import { WebSocketServer } from 'ws';
import { answerMcp, answerMcpSse } from './mcp-server.ts';

/** A loopback server that stands for every provider; it counts what reaches it. */
export interface Provider {
  url: string;
  requests: () => number;
  close: () => Promise<void>;
}

export async function startProvider(port = 0): Promise<Provider> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    void answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.on('upgrade', () => (requests += 1));
  const sockets = new WebSocketServer({ server, perMessageDeflate: { threshold: 0 } });
  sockets.on('connection', (socket) => {
    socket.send(JSON.stringify({ type: 'session.created' }));
    socket.on('message', (data: Buffer, binary) => socket.send(data, { binary }));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const path = new URL(request.url ?? '/', 'http://provider').pathname;
  const asked = body.length > 0 && body[0] === 0x7b ? (JSON.parse(body.toString()) as Asked) : {};
  if (path === '/mcp') return answerMcp(request, response, asked);
  if (path === '/mcp-sse') return answerMcpSse(request, response, asked);
  if (path === '/openai/chat/completions')
    return asked.stream === true ? sse(response, OPENAI_EVENTS) : json(response, OPENAI);
  if (path === '/openai/responses')
    return asked.stream === true ? sse(response, RESPONSES_EVENTS) : json(response, RESPONSE);
  if (path === '/anthropic/v1/messages')
    return asked.stream === true ? sse(response, ANTHROPIC_EVENTS) : json(response, ANTHROPIC);
  if (path.endsWith(':generateContent')) return json(response, google('It is sunny.', 'STOP'));
  if (path.endsWith(':streamGenerateContent'))
    return sse(response, [google('It is '), google('sunny.', 'STOP')]);
  if (path.endsWith('/converse')) return json(response, CONVERSE);
  if (path.endsWith('/converse-stream')) return eventStream(response);
  if (path === '/api/stream') return sse(response, [{ i: 0 }, { i: 1 }, 'é', '[DONE]']);
  if (path === '/api/gzip') return packed(response);
  if (path === '/api/error') return json(response, { error: 'no such thing' }, 404);
  if (path === '/api/redirect') return void response.writeHead(302, { location: '/api/json' }).end();
  if (path === '/api/binary')
    return void response.writeHead(200, { 'content-type': 'image/png' }).end(BINARY);
  response.setHeader('X-Tag', ['a', 'b']);
  json(response, { path, method: request.method, sent: body.toString('base64') });
}

interface Asked {
  stream?: boolean;
  [key: string]: unknown;
}

const BINARY = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255, 254, 128]);

function json(response: ServerResponse, value: unknown, status = 200): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'req-1' })
    .end(JSON.stringify(value));
}

function packed(response: ServerResponse): void {
  const body = gzipSync(JSON.stringify({ text: 'packed '.repeat(5000) }));
  response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(body);
}

/** Sends events one by one, the first of them split inside a character. */
async function sse(response: ServerResponse, events: readonly unknown[]): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events) {
    const named =
      typeof event === 'object' && event !== null && 'type' in event ? `event: ${String(event.type)}\n` : '';
    const bytes = Buffer.from(
      `${named}data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`,
    );
    const cut = bytes.indexOf(0xc3) + 1 || Math.floor(bytes.length / 2);
    response.write(bytes.subarray(0, cut));
    await new Promise((resolve) => setTimeout(resolve, 2));
    response.write(bytes.subarray(cut));
  }
  response.end();
}

const OPENAI = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_700_000_000,
  model: 'gpt-x',
  choices: [
    {
      index: 0,
      finish_reason: 'tool_calls',
      message: {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Köln"}' } },
        ],
      },
    },
  ],
  usage: { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 },
};

const openaiChunk = (delta: object, finish_reason: string | null = null) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1_700_000_000,
  model: 'gpt-x',
  choices: [{ index: 0, delta, finish_reason }],
});

const OPENAI_EVENTS = [
  openaiChunk({ role: 'assistant', content: '' }),
  openaiChunk({ content: 'It is süß' }),
  openaiChunk({ content: ' and sunny.' }),
  openaiChunk({}, 'stop'),
  '[DONE]',
];

const MESSAGE = {
  id: 'msg_1',
  type: 'message',
  status: 'completed',
  role: 'assistant',
  content: [{ type: 'output_text', text: 'It is sunny.', annotations: [] }],
};

const RESPONSE = {
  id: 'resp_1',
  object: 'response',
  created_at: 1_700_000_000,
  status: 'completed',
  model: 'gpt-x',
  output: [MESSAGE],
  error: null,
  incomplete_details: null,
  instructions: null,
  metadata: {},
  parallel_tool_calls: true,
  temperature: 1,
  tool_choice: 'auto',
  tools: [],
  top_p: 1,
  usage: {
    input_tokens: 9,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 4,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 13,
  },
};

const RESPONSES_EVENTS = [
  {
    type: 'response.created',
    sequence_number: 0,
    response: { ...RESPONSE, status: 'in_progress', output: [] },
  },
  {
    type: 'response.output_item.added',
    sequence_number: 1,
    output_index: 0,
    item: { ...MESSAGE, content: [] },
  },
  {
    type: 'response.output_text.delta',
    sequence_number: 2,
    item_id: 'msg_1',
    output_index: 0,
    content_index: 0,
    delta: 'It is ',
    logprobs: [],
  },
  {
    type: 'response.output_text.delta',
    sequence_number: 3,
    item_id: 'msg_1',
    output_index: 0,
    content_index: 0,
    delta: 'sunny.',
    logprobs: [],
  },
  { type: 'response.output_item.done', sequence_number: 4, output_index: 0, item: MESSAGE },
  { type: 'response.completed', sequence_number: 5, response: RESPONSE },
];

const ANTHROPIC = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-x',
  content: [
    { type: 'text', text: 'Let me look.' },
    { type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Köln' } },
  ],
  stop_reason: 'tool_use',
  stop_sequence: null,
  usage: { input_tokens: 9, output_tokens: 4 },
};

const ANTHROPIC_EVENTS = [
  {
    type: 'message_start',
    message: { ...ANTHROPIC, content: [], stop_reason: null, usage: { input_tokens: 9, output_tokens: 1 } },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Süß' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: ' and sunny.' } },
  { type: 'content_block_stop', index: 0 },
  {
    type: 'message_delta',
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { output_tokens: 4 },
  },
  { type: 'message_stop' },
];

function google(text: string, finishReason?: string) {
  return {
    candidates: [
      { content: { role: 'model', parts: [{ text }] }, ...(finishReason && { finishReason }), index: 0 },
    ],
    usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 4, totalTokenCount: 13 },
    modelVersion: 'gemini-x',
  };
}

const CONVERSE = {
  output: { message: { role: 'assistant', content: [{ text: 'It is sunny.' }] } },
  stopReason: 'end_turn',
  usage: { inputTokens: 9, outputTokens: 4, totalTokens: 13 },
  metrics: { latencyMs: 12 },
};

const CONVERSE_EVENTS: readonly (readonly [string, object])[] = [
  ['messageStart', { role: 'assistant' }],
  ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'It is ' } }],
  ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'sunny.' } }],
  ['contentBlockStop', { contentBlockIndex: 0 }],
  ['messageStop', { stopReason: 'end_turn' }],
  ['metadata', { usage: CONVERSE.usage, metrics: CONVERSE.metrics }],
];

async function eventStream(response: ServerResponse): Promise<void> {
  const codec = new EventStreamCodec(
    (bytes) => Buffer.from(bytes as Uint8Array).toString('utf8'),
    (text) => Buffer.from(text),
  );
  response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
  for (const [type, body] of CONVERSE_EVENTS) {
    response.write(
      codec.encode({
        headers: {
          ':event-type': { type: 'string', value: type },
          ':content-type': { type: 'string', value: 'application/json' },
          ':message-type': { type: 'string', value: 'event' },
        },
        body: Buffer.from(JSON.stringify(body)),
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  response.end();
}
