// Records the runs in recorded/langsmith-*.json, as LangSmith's own client writes them, against loopback. Its packages
// are no dependencies of the project. In a folder of its own: npm install langsmith openai; node record-langsmith.mjs
// Recorded with langsmith 0.12.0.
import { createServer } from 'node:http';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
const runs = new Map();
const api = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  if (request.method === 'POST' && request.url.endsWith('/runs')) {
    const run = JSON.parse(body);
    runs.set(run.id, run);
  }
  if (request.method === 'PATCH') {
    const id = request.url.split('/').at(-1);
    runs.set(id, { ...runs.get(id), ...JSON.parse(body) });
  }
  response.setHeader('content-type', 'application/json').end('{}');
}).listen(0, '127.0.0.1');
await once(api, 'listening');
const provider = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = JSON.parse(Buffer.concat(chunks).toString());
  const answered = body.messages.some((message) => message.role === 'tool');
  const usage = {
    prompt_tokens: answered ? 60 : 40,
    completion_tokens: answered ? 12 : 9,
    total_tokens: answered ? 72 : 49,
  };
  const call = {
    id: 'call_1',
    type: 'function',
    function: { name: 'lookup_order', arguments: '{"order_id":"A-17"}' },
  };
  const message = answered
    ? { role: 'assistant', content: 'Order A-17 was shipped.' }
    : { role: 'assistant', content: null, tool_calls: [call] };
  response.setHeader('content-type', 'application/json').end(
    JSON.stringify({
      id: answered ? 'chatcmpl-2' : 'chatcmpl-1',
      created: 1780000000,
      model: 'gpt-4o-mini-2024-07-18',
      object: 'chat.completion',
      choices: [{ index: 0, message, finish_reason: answered ? 'stop' : 'tool_calls' }],
      usage,
    }),
  );
}).listen(0, '127.0.0.1');
await once(provider, 'listening');
process.env.LANGSMITH_TRACING = 'true';
const { Client } = await import('langsmith');
const { traceable } = await import('langsmith/traceable');
const { wrapOpenAI } = await import('langsmith/wrappers');
const { default: OpenAI } = await import('openai');
const client = new Client({
  apiUrl: `http://127.0.0.1:${api.address().port}`,
  apiKey: 'none',
  autoBatchTracing: false,
});
const openai = wrapOpenAI(
  new OpenAI({ apiKey: 'none', baseURL: `http://127.0.0.1:${provider.address().port}/v1` }),
  { client },
);
const record = async (name, fails) => {
  runs.clear();
  const lookup = traceable(
    async ({ order_id }) => {
      if (fails) throw new RangeError(`no order ${order_id}`);
      return { order_id, status: 'shipped' };
    },
    { name: 'lookup_order', run_type: 'tool', client },
  );
  const tools = [
    {
      type: 'function',
      function: {
        name: 'lookup_order',
        parameters: { type: 'object', properties: { order_id: { type: 'string' } } },
      },
    },
  ];
  const desk = traceable(
    async (question) => {
      const messages = [{ role: 'user', content: question }];
      const first = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages, tools });
      const [call] = first.choices[0].message.tool_calls;
      const found = await lookup(JSON.parse(call.function.arguments));
      messages.push(first.choices[0].message, {
        role: 'tool',
        tool_call_id: call.id,
        content: JSON.stringify(found),
      });
      const last = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages, tools });
      return { text: last.choices[0].message.content };
    },
    { name: 'order-desk', client },
  );
  await desk('Where is order A-17?').catch((e) => console.log('threw', e.message));
  await client.awaitPendingTraceBatches();
  await new Promise((r) => setTimeout(r, 500));
  writeFileSync(`${name}.json`, JSON.stringify({ runs: [...runs.values()] }, null, 1) + '\n');
  console.log(
    name,
    [...runs.values()].map((run) => run.name),
  );
};
await record('langsmith-openai', false);
await record('langsmith-tool-throws', true);
process.exit(0);
