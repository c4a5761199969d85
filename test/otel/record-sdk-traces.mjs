// Records what instrumentations of model SDKs write, one a run, each with an agent whose own spans follow the semantic
// conventions: `node record-sdk-traces.mjs <name> <folder>`. No dependencies of the project; in a folder of its own, with
// `npm install --legacy-peer-deps`, beside what record-traces.mjs needs:
//   openinference-anthropic   @arizeai/openinference-instrumentation-anthropic@0.2.8 @anthropic-ai/sdk@1.14
//   openllmetry-openai        @traceloop/instrumentation-openai@0.27 openai@7
//   openllmetry-openai-old    @traceloop/instrumentation-openai@0.14 openai@4, SDK of OpenTelemetry 1.x
//   openllmetry-langchain     @traceloop/instrumentation-langchain@0.27 @langchain/core @langchain/openai
//   opentelemetry-openai      @opentelemetry/instrumentation-openai@0.22 openai@6
//   openllmetry-sdk           @traceloop/node-server-sdk@0.27 openai@6, with OTEL_NODE_RESOURCE_DETECTORS=none
//   ai-sdk-7                  ai@7.0.173 @ai-sdk/openai@4.0.118 @ai-sdk/otel@1.0.173 zod@4
//   ai-sdk-7-embed            the same
import { createServer } from 'node:http';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { trace } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';

const [name, out = 'recorded'] = process.argv.slice(2);
const require = createRequire(join(process.cwd(), 'package.json'));
mkdirSync(out, { recursive: true });

const QUESTION = 'Where is order A-17?';
const ANSWER = 'Order A-17 was shipped.';
const ARGUMENTS = { order_id: 'A-17' };
const SCHEMA = { type: 'object', properties: { order_id: { type: 'string' } } };

const bodies = [];
const collector = await serve((body) => {
  bodies.push(body);
  return {};
});
const provider = await serve((body, url) => {
  if (url.endsWith('/messages')) return claude(body);
  return url.endsWith('/embeddings') ? embeddings(body) : openai(body);
});

/** A server on loopback that answers JSON with JSON. */
async function serve(answer) {
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify(answer(body, request.url ?? '')));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${server.address().port}`;
}

/** Asks for the tool first, and answers when it has its result. */
function claude({ messages }) {
  const isAnswered = messages.length > 1;
  return {
    id: isAnswered ? 'msg_2' : 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5-20250929',
    stop_sequence: null,
    content: isAnswered
      ? [{ type: 'text', text: ANSWER }]
      : [{ type: 'tool_use', id: 'toolu_1', name: 'lookup_order', input: ARGUMENTS }],
    stop_reason: isAnswered ? 'end_turn' : 'tool_use',
    usage: { input_tokens: isAnswered ? 60 : 40, output_tokens: isAnswered ? 12 : 9 },
  };
}

function embeddings({ input }) {
  const data = input.map((_, index) => ({ object: 'embedding', index, embedding: [0.1, 0.2] }));
  return {
    object: 'list',
    model: 'text-embedding-3-small',
    data,
    usage: { prompt_tokens: 4, total_tokens: 4 },
  };
}

function openai({ messages }) {
  const isAnswered = messages.some(({ role }) => role === 'tool');
  const call = {
    id: 'call_1',
    type: 'function',
    function: { name: 'lookup_order', arguments: JSON.stringify(ARGUMENTS) },
  };
  const message = isAnswered
    ? { role: 'assistant', content: ANSWER, refusal: null }
    : { role: 'assistant', content: null, refusal: null, tool_calls: [call] };
  return {
    id: isAnswered ? 'chatcmpl-2' : 'chatcmpl-1',
    object: 'chat.completion',
    created: 1780000000,
    model: 'gpt-4o-mini-2024-07-18',
    choices: [{ index: 0, message, finish_reason: isAnswered ? 'stop' : 'tool_calls', logprobs: null }],
    usage: isAnswered
      ? { prompt_tokens: 60, completion_tokens: 12, total_tokens: 72 }
      : { prompt_tokens: 40, completion_tokens: 9, total_tokens: 49 },
  };
}

const tracers = new NodeTracerProvider({
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: `${collector}/v1/traces` }))],
});
// Its SDK has a provider of its own.
if (name !== 'openllmetry-sdk') tracers.register();
const tracer = trace.getTracer('order-desk');

function within(span, attributes, work) {
  return tracer.startActiveSpan(span, { attributes }, async (active) => {
    try {
      return await work(active);
    } finally {
      active.end();
    }
  });
}

/** The agent: asks the model, calls the tool that it wants, and asks again. */
function agent(ask) {
  const attributes = { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'order-desk' };
  return within('invoke_agent order-desk', attributes, async (span) => {
    const text = await ask(async (args) => lookUp(args));
    span.setAttribute(
      'gen_ai.output.messages',
      JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: text }] }]),
    );
  });
}

function lookUp(args) {
  const attributes = {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'lookup_order',
    'gen_ai.tool.call.arguments': JSON.stringify(args),
  };
  return within('execute_tool lookup_order', attributes, async (span) => {
    const result = { ...args, status: 'shipped' };
    span.setAttribute('gen_ai.tool.call.result', JSON.stringify(result));
    return result;
  });
}

function askOpenAI(OpenAI) {
  const client = new OpenAI({ baseURL: `${provider}/v1`, apiKey: 'none' });
  const tools = [{ type: 'function', function: { name: 'lookup_order', parameters: SCHEMA } }];
  return agent(async (callTool) => {
    const messages = [{ role: 'user', content: QUESTION }];
    const first = await client.chat.completions.create({ model: 'gpt-4o-mini', messages, tools });
    const [{ message }] = first.choices;
    const [call] = message.tool_calls;
    const result = await callTool(JSON.parse(call.function.arguments));
    messages.push(message, { role: 'tool', tool_call_id: call.id, content: JSON.stringify(result) });
    const second = await client.chat.completions.create({ model: 'gpt-4o-mini', messages, tools });
    return second.choices[0].message.content;
  });
}

function askClaude({ Anthropic }) {
  const client = new Anthropic({ baseURL: provider, apiKey: 'none' });
  const options = {
    model: 'claude-sonnet-4-5',
    max_tokens: 100,
    tools: [{ name: 'lookup_order', input_schema: SCHEMA }],
  };
  return agent(async (callTool) => {
    const messages = [{ role: 'user', content: QUESTION }];
    const { content } = await client.messages.create({ ...options, messages });
    const [use] = content;
    const result = {
      type: 'tool_result',
      tool_use_id: use.id,
      content: JSON.stringify(await callTool(use.input)),
    };
    messages.push({ role: 'assistant', content }, { role: 'user', content: [result] });
    return (await client.messages.create({ ...options, messages })).content[0].text;
  });
}

async function askLangChain() {
  const { tool } = require('@langchain/core/tools');
  const { HumanMessage } = require('@langchain/core/messages');
  const { ChatOpenAI } = require('@langchain/openai');
  const { z } = require('zod');
  const found = tool(async (args) => JSON.stringify({ ...args, status: 'shipped' }), {
    name: 'lookup_order',
    description: 'Looks an order up.',
    schema: z.object({ order_id: z.string() }),
  });
  const configuration = { baseURL: `${provider}/v1` };
  const model = new ChatOpenAI({ model: 'gpt-4o-mini', apiKey: 'none', configuration }).bindTools([found]);
  const messages = [new HumanMessage(QUESTION)];
  const first = await model.invoke(messages);
  messages.push(first, await found.invoke(first.tool_calls[0]));
  await model.invoke(messages);
}

/** The SDK's own spans, the agent's included. */
async function askAiSdk(isEmbedding) {
  const { embedMany, generateText, isStepCount, registerTelemetry, tool } = await import('ai');
  const { createOpenAI } = await import('@ai-sdk/openai');
  const { OpenTelemetry } = await import('@ai-sdk/otel');
  const { z } = await import('zod');
  registerTelemetry(new OpenTelemetry({ embedding: true }));
  const models = createOpenAI({ baseURL: `${provider}/v1`, apiKey: 'none' });
  const telemetry = { functionId: 'order-desk' };
  if (isEmbedding) {
    const model = models.embedding('text-embedding-3-small');
    return embedMany({ model, values: ['one', 'two'], telemetry });
  }
  const lookup_order = tool({
    description: 'Looks an order up.',
    inputSchema: z.object({ order_id: z.string() }),
    execute: async (args) => ({ ...args, status: 'shipped' }),
  });
  const model = models.chat('gpt-4o-mini');
  return generateText({
    model,
    prompt: QUESTION,
    tools: { lookup_order },
    stopWhen: isStepCount(4),
    telemetry,
  });
}

/** Its SDK's decorators around the agent and its tool. */
async function askWithinTraceloop() {
  const traceloop = await import('@traceloop/node-server-sdk');
  const { OpenAI } = require('openai');
  traceloop.initialize({
    disableBatch: true,
    exporter: new OTLPTraceExporter({ url: `${collector}/v1/traces` }),
    instrumentModules: { openAI: OpenAI },
    silenceInitializationMessage: true,
    traceloopSyncEnabled: false,
  });
  const client = new OpenAI({ baseURL: `${provider}/v1`, apiKey: 'none' });
  const tools = [{ type: 'function', function: { name: 'lookup_order', parameters: SCHEMA } }];
  await traceloop.withWorkflow(
    { name: 'order-desk' },
    async (question) => {
      const messages = [{ role: 'user', content: question }];
      const first = await client.chat.completions.create({ model: 'gpt-4o-mini', messages, tools });
      const [{ message }] = first.choices;
      const [call] = message.tool_calls;
      const found = await traceloop.withTool(
        { name: 'lookup_order' },
        async (args) => ({ ...args, status: 'shipped' }),
        JSON.parse(call.function.arguments),
      );
      messages.push(message, { role: 'tool', tool_call_id: call.id, content: JSON.stringify(found) });
      const second = await client.chat.completions.create({ model: 'gpt-4o-mini', messages, tools });
      return second.choices[0].message.content;
    },
    QUESTION,
  );
  await traceloop.forceFlush();
}

function instrumented(module, className, patched) {
  const { [className]: Instrumentation } = require(module);
  const instrumentation = new Instrumentation();
  instrumentation.setTracerProvider(tracers);
  if (patched === undefined) instrumentation.enable();
  else instrumentation.manuallyInstrument(patched);
}

const RECORDINGS = {
  'openinference-anthropic': () => {
    const sdk = require('@anthropic-ai/sdk');
    instrumented('@arizeai/openinference-instrumentation-anthropic', 'AnthropicInstrumentation', sdk);
    return askClaude(sdk);
  },
  'openllmetry-openai': () => {
    const { OpenAI } = require('openai');
    instrumented('@traceloop/instrumentation-openai', 'OpenAIInstrumentation', OpenAI);
    return askOpenAI(OpenAI);
  },
  'openllmetry-langchain': () => {
    instrumented('@traceloop/instrumentation-langchain', 'LangChainInstrumentation', {
      callbackManagerModule: require('@langchain/core/callbacks/manager'),
    });
    return askLangChain();
  },
  'opentelemetry-openai': () => {
    process.env.OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT = 'true';
    instrumented('@opentelemetry/instrumentation-openai', 'OpenAIInstrumentation');
    return askOpenAI(require('openai').OpenAI);
  },
  'openllmetry-sdk': askWithinTraceloop,
  'ai-sdk-7': () => askAiSdk(false),
  'ai-sdk-7-embed': () => askAiSdk(true),
};

await RECORDINGS[name.replace(/-old$/, '')]();
await tracers.forceFlush();
const resourceSpans = bodies.flatMap((body) => body.resourceSpans);
writeFileSync(join(out, `${name}.json`), `${JSON.stringify({ resourceSpans }, null, 1)}\n`);
console.log(
  name,
  resourceSpans.flatMap((r) => r.scopeSpans.flatMap((s) => s.spans.map((each) => each.name))),
);
process.exit(0);
