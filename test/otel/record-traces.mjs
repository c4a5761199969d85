// Records the OTLP/JSON traces in recorded/, as real instrumentations write them, against a provider on loopback.
// Its packages are no dependencies of the project. In a folder of its own:
//   npm install @opentelemetry/api @opentelemetry/sdk-trace-node @opentelemetry/sdk-trace-base \
//     @opentelemetry/exporter-trace-otlp-http @arizeai/openinference-instrumentation-openai \
//     @arizeai/openinference-instrumentation-langchain ai@6 @ai-sdk/openai@3 openai @langchain/core @langchain/openai zod
//   node record-traces.mjs <folder>
// Recorded with ai 6.0.326, @ai-sdk/openai 3.0.141, openinference-instrumentation-openai 4.2.7 and -langchain 4.1.1.
import { createServer } from 'node:http';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { trace } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';

const out = process.argv[2] ?? 'recorded';
mkdirSync(out, { recursive: true });

/** A collector that keeps the bodies as they come. */
const bodies = [];
const collector = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  bodies.push(JSON.parse(Buffer.concat(chunks).toString()));
  response.setHeader('content-type', 'application/json').end('{}');
}).listen(0, '127.0.0.1');
await once(collector, 'listening');

/** An OpenAI-compatible provider: asks for a tool first, then answers. */
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
  const base = {
    id: answered ? 'chatcmpl-2' : 'chatcmpl-1',
    created: 1780000000,
    model: 'gpt-4o-mini-2024-07-18',
  };
  const call = {
    id: 'call_1',
    type: 'function',
    function: { name: 'lookup_order', arguments: '{"order_id":"A-17"}' },
  };
  const message = answered
    ? { role: 'assistant', content: 'Order A-17 was shipped.' }
    : { role: 'assistant', content: null, tool_calls: [call] };
  const finish_reason = answered ? 'stop' : 'tool_calls';
  if (body.stream) {
    response.setHeader('content-type', 'text/event-stream');
    const delta = answered
      ? { role: 'assistant', content: message.content }
      : { role: 'assistant', tool_calls: [{ index: 0, ...call }] };
    for (const chunk of [
      { ...base, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: null }] },
      { ...base, object: 'chat.completion.chunk', choices: [{ index: 0, delta: {}, finish_reason }], usage },
    ])
      response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    response.end('data: [DONE]\n\n');
    return;
  }
  response.setHeader('content-type', 'application/json');
  response.end(
    JSON.stringify({
      ...base,
      object: 'chat.completion',
      choices: [{ index: 0, message, finish_reason }],
      usage,
    }),
  );
}).listen(0, '127.0.0.1');
await once(provider, 'listening');
const baseURL = `http://127.0.0.1:${provider.address().port}/v1`;

const tracerProvider = new NodeTracerProvider({
  spanProcessors: [
    new BatchSpanProcessor(
      new OTLPTraceExporter({ url: `http://127.0.0.1:${collector.address().port}/v1/traces` }),
    ),
  ],
});
tracerProvider.register();

async function record(name, work) {
  bodies.length = 0;
  await work().catch((error) => console.log(name, 'threw', error.message));
  await tracerProvider.forceFlush();
  const resourceSpans = bodies.flatMap((body) => body.resourceSpans);
  writeFileSync(`${out}/${name}.json`, `${JSON.stringify({ resourceSpans }, null, 1)}\n`);
  console.log(
    name,
    resourceSpans.flatMap((r) => r.scopeSpans.flatMap((s) => s.spans.map((span) => span.name))),
  );
}

const { generateText, streamText, tool, stepCountIs } = await import('ai');
const { createOpenAI } = await import('@ai-sdk/openai');
const { z } = await import('zod');
const openai = createOpenAI({ baseURL, apiKey: 'none' });
const lookup = (fails) =>
  tool({
    description: 'Looks an order up.',
    inputSchema: z.object({ order_id: z.string() }),
    execute: async ({ order_id }) => {
      if (fails) throw new RangeError(`no order ${order_id}`);
      return { order_id, status: 'shipped' };
    },
  });
const aiSdk = (fails) => ({
  model: openai.chat('gpt-4o-mini'),
  prompt: 'Where is order A-17?',
  tools: { lookup_order: lookup(fails) },
  stopWhen: stepCountIs(4),
  experimental_telemetry: { isEnabled: true, functionId: 'order-desk', metadata: { tenant: 'acme' } },
});
await record('ai-sdk-generate-text', () => generateText(aiSdk(false)));
await record('ai-sdk-stream-text', async () => {
  for await (const _ of streamText(aiSdk(false)).textStream);
});
await record('ai-sdk-tool-throws', () => generateText(aiSdk(true)));

const { OpenAIInstrumentation } = await import('@arizeai/openinference-instrumentation-openai');
const OpenAI = (await import('openai')).default;
const instrumentation = new OpenAIInstrumentation();
instrumentation.setTracerProvider(tracerProvider);
instrumentation.manuallyInstrument(OpenAI);
const client = new OpenAI({ baseURL, apiKey: 'none' });
const tools = [
  {
    type: 'function',
    function: {
      name: 'lookup_order',
      parameters: { type: 'object', properties: { order_id: { type: 'string' } } },
    },
  },
];
const tracer = trace.getTracer('order-desk');
async function openaiAgent(stream) {
  await tracer.startActiveSpan(
    'order-desk',
    { attributes: { 'openinference.span.kind': 'AGENT', 'input.value': 'Where is order A-17?' } },
    async (span) => {
      const messages = [{ role: 'user', content: 'Where is order A-17?' }];
      const first = await client.chat.completions.create({ model: 'gpt-4o-mini', messages, tools });
      const [call] = first.choices[0].message.tool_calls;
      const result = tracer.startActiveSpan(
        'lookup_order',
        {
          attributes: {
            'openinference.span.kind': 'TOOL',
            'tool.name': 'lookup_order',
            'input.value': call.function.arguments,
            'input.mime_type': 'application/json',
          },
        },
        (toolSpan) => {
          const found = { order_id: 'A-17', status: 'shipped' };
          toolSpan.setAttributes({
            'output.value': JSON.stringify(found),
            'output.mime_type': 'application/json',
          });
          toolSpan.end();
          return found;
        },
      );
      messages.push(first.choices[0].message, {
        role: 'tool',
        tool_call_id: call.id,
        content: JSON.stringify(result),
      });
      let text = '';
      if (stream)
        for await (const chunk of await client.chat.completions.create({
          model: 'gpt-4o-mini',
          messages,
          tools,
          stream: true,
        }))
          text += chunk.choices[0]?.delta?.content ?? '';
      else
        text = (await client.chat.completions.create({ model: 'gpt-4o-mini', messages, tools })).choices[0]
          .message.content;
      span.setAttribute('output.value', text);
      span.end();
    },
  );
}
await record('openinference-openai', () => openaiAgent(false));
await record('openinference-openai-stream', () => openaiAgent(true));

const { LangChainInstrumentation } = await import('@arizeai/openinference-instrumentation-langchain');
const callbacks = await import('@langchain/core/callbacks/manager');
const lc = new LangChainInstrumentation();
lc.setTracerProvider(tracerProvider);
lc.manuallyInstrument(callbacks);
const { ChatOpenAI } = await import('@langchain/openai');
const { tool: lcTool } = await import('@langchain/core/tools');
const { RunnableLambda } = await import('@langchain/core/runnables');
const { HumanMessage } = await import('@langchain/core/messages');
await record('openinference-langchain', async () => {
  const model = new ChatOpenAI({
    model: 'gpt-4o-mini',
    apiKey: 'none',
    configuration: { baseURL },
    useResponsesApi: false,
  });
  const lookupTool = lcTool(async ({ order_id }) => JSON.stringify({ order_id, status: 'shipped' }), {
    name: 'lookup_order',
    description: 'Looks an order up.',
    schema: z.object({ order_id: z.string() }),
  });
  const bound = model.bindTools([lookupTool]);
  const agent = RunnableLambda.from(async ({ question }, config) => {
    const messages = [new HumanMessage(question)];
    const first = await bound.invoke(messages, config);
    messages.push(first, await lookupTool.invoke(first.tool_calls[0], config));
    return (await bound.invoke(messages, config)).content;
  }).withConfig({ runName: 'order-desk' });
  await agent.invoke({ question: 'Where is order A-17?' });
});
await tracerProvider.shutdown();
collector.close();
provider.close();
process.exit(0);
