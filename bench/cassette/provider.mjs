// A provider of models on loopback: the wire formats of OpenAI, Anthropic, Google, Bedrock, MCP, and plain routes.
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { crc32, gzipSync } from 'node:zlib';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { z } from 'zod';

const WORDS = ['Hel', 'lo, ', 'wörld', ' 👋', '.'];
const TEXT = WORDS.join('');

const server = createServer(async (request, response) => {
  const body = await readBody(request);
  const path = request.url.replace(/\?.*$/, '');
  if (path === '/mcp') return mcp(request, response, body);
  const asked = body === '' ? {} : JSON.parse(body);
  if (path.endsWith('/chat/completions')) return asked.stream ? chatStream(response) : json(response, chat());
  if (path.endsWith('/messages')) return asked.stream ? messageStream(response) : json(response, message());
  if (path.endsWith(':generateContent')) return json(response, generated(TEXT, 'STOP'));
  if (path.endsWith(':streamGenerateContent')) return generatedStream(response);
  if (path.endsWith('/converse')) return json(response, converse());
  if (path.endsWith('/converse-stream')) return converseStream(response);
  if (path === '/json')
    return json(response, { asked, text: TEXT, header: request.headers['x-call'] ?? null });
  if (path === '/stream')
    return events(
      response,
      WORDS.map((word) => ({ word })),
    );
  return json(response, { error: `no route ${path}` }, 404);
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit(0));

async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function json(response, value, status = 200) {
  const isPacked = /\bgzip\b/.test(response.req.headers['accept-encoding'] ?? '');
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(isPacked && { 'content-encoding': 'gzip' }),
    'x-request-id': 'req_1',
  });
  response.end(isPacked ? gzipSync(JSON.stringify(value)) : JSON.stringify(value));
}

async function events(response, list, name) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  for (const each of list) {
    const bytes = Buffer.from(`${name ? `event: ${name(each)}\n` : ''}data: ${JSON.stringify(each)}\n\n`);
    // In two pieces, cut where a character may be.
    const cut = Math.floor(bytes.length * 0.6);
    response.write(bytes.subarray(0, cut));
    await wait(2);
    response.write(bytes.subarray(cut));
    await wait(2);
  }
  response.end(name ? undefined : 'data: [DONE]\n\n');
}

const usage = { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 };
const call = { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"at":"x"}' } };

function chat() {
  const choice = {
    index: 0,
    finish_reason: 'stop',
    message: { role: 'assistant', content: TEXT, tool_calls: [call] },
  };
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'gpt-x',
    choices: [choice],
    usage,
  };
}

function chatStream(response) {
  const part = (delta, finish_reason = null) => ({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'gpt-x',
    choices: [{ index: 0, delta, finish_reason }],
  });
  return events(response, [
    ...WORDS.map((content) => part({ role: 'assistant', content })),
    part({}, 'stop'),
  ]);
}

function message() {
  const content = [
    { type: 'text', text: TEXT },
    { type: 'tool_use', id: 'toolu_1', name: 'look', input: { at: 'x' } },
  ];
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-x',
    content,
    stop_reason: 'tool_use',
    stop_sequence: null,
    usage: { input_tokens: 3, output_tokens: 5 },
  };
}

function messageStream(response) {
  const start = { ...message(), content: [], stop_reason: null };
  return events(
    response,
    [
      { type: 'message_start', message: start },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      ...WORDS.map((text) => ({
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'text_delta', text },
      })),
      { type: 'content_block_stop', index: 0 },
      {
        type: 'message_delta',
        delta: { stop_reason: 'end_turn', stop_sequence: null },
        usage: { output_tokens: 5 },
      },
      { type: 'message_stop' },
    ],
    ({ type }) => type,
  );
}

function generated(text, finishReason) {
  return {
    candidates: [
      { content: { role: 'model', parts: [{ text }] }, index: 0, ...(finishReason && { finishReason }) },
    ],
    usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 5, totalTokenCount: 8 },
    modelVersion: 'gemini-x',
  };
}

async function generatedStream(response) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const word of WORDS) {
    response.write(`data: ${JSON.stringify(generated(word))}\r\n\r\n`);
    await wait(2);
  }
  response.end();
}

function converse() {
  return {
    output: { message: { role: 'assistant', content: [{ text: TEXT }] } },
    stopReason: 'end_turn',
    usage: { inputTokens: 3, outputTokens: 5, totalTokens: 8 },
    metrics: { latencyMs: 1 },
  };
}

async function converseStream(response) {
  response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
  const send = async (type, value) => {
    const bytes = eventFrame(type, value);
    response.write(bytes.subarray(0, 20));
    await wait(2);
    response.write(bytes.subarray(20));
  };
  await send('messageStart', { role: 'assistant' });
  for (const text of WORDS) await send('contentBlockDelta', { contentBlockIndex: 0, delta: { text } });
  await send('contentBlockStop', { contentBlockIndex: 0 });
  await send('messageStop', { stopReason: 'end_turn' });
  response.end();
}

/** application/vnd.amazon.eventstream: lengths, headers and payload, each with its CRC-32. */
function eventFrame(type, value) {
  const header = (name, text) => {
    const [key, bytes] = [Buffer.from(name), Buffer.from(text)];
    return Buffer.concat([
      Buffer.from([key.length]),
      key,
      Buffer.from([7, bytes.length >> 8, bytes.length & 255]),
      bytes,
    ]);
  };
  const headers = Buffer.concat([
    header(':event-type', type),
    header(':content-type', 'application/json'),
    header(':message-type', 'event'),
  ]);
  const payload = Buffer.from(JSON.stringify(value));
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(16 + headers.length + payload.length, 0);
  prelude.writeUInt32BE(headers.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const whole = Buffer.concat([prelude, headers, payload, Buffer.alloc(4)]);
  whole.writeUInt32BE(crc32(whole.subarray(0, -4)), whole.length - 4);
  return whole;
}

async function mcp(request, response, body) {
  const tools = new McpServer({ name: 'bench', version: '1.0.0' });
  tools.registerTool(
    'add',
    { description: 'adds', inputSchema: { a: z.number(), b: z.number() } },
    ({ a, b }) => ({
      content: [{ type: 'text', text: String(a + b) }],
    }),
  );
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  response.on('close', () => void transport.close());
  await tools.connect(transport);
  await transport.handleRequest(request, response, body === '' ? undefined : JSON.parse(body));
}
