import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore, type Store } from '../store/open-store.ts';
import { importOtlp } from './import-otlp.ts';
import { toAttributes } from './otlp.ts';

let folder: string;
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runs-sdks-'));
  store = await openStore(join(folder, 'runs.db'));
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

interface Told {
  name: string;
  values: Record<string, string | number | boolean>;
}

/** A trace of an agent that asks a model and calls a tool, each told in an SDK's own names. */
function traceOf(name: string, agent: Told, others: readonly Told[]): unknown {
  const span = ({ name: of, values }: Told, index: number) => ({
    traceId: Buffer.from(name.padEnd(16)).toString('hex').slice(0, 32),
    spanId: `000000000000000${index}`,
    ...(index > 0 && { parentSpanId: '0000000000000000' }),
    name: of,
    startTimeUnixNano: `${1_790_000_000_000 + index * 10}000000`,
    endTimeUnixNano: `${1_790_000_000_005 + index * 10}000000`,
    attributes: toAttributes(values),
  });
  return { resourceSpans: [{ scopeSpans: [{ spans: [agent, ...others].map(span) }] }] };
}

const ASKED = '{"question":"Where is A-17?"}';
const ANSWER = '{"text":"shipped"}';
const ARGS = '{"order_id":"A-17"}';
const RESULT = '{"status":"shipped"}';
const langfuse = (type: string, input: string, output: string) => ({
  'langfuse.observation.type': type,
  'langfuse.observation.input': input,
  'langfuse.observation.output': output,
});
const mlflow = (type: string, input: string, output: string) => ({
  'mlflow.spanType': `"${type}"`,
  'mlflow.spanInputs': input,
  'mlflow.spanOutputs': output,
});

const genkit = (subtype: string, name: string, input: string, output: string) => ({
  'genkit:type': 'action',
  'genkit:metadata:subtype': subtype,
  'genkit:name': name,
  'genkit:input': input,
  'genkit:output': output,
});
const braintrust = (type: string, input: string, output: string) => ({
  'braintrust.span_attributes': JSON.stringify({ type }),
  'braintrust.input_json': input,
  'braintrust.output_json': output,
});
const laminar = (type: string, input: string, output: string) => ({
  'lmnr.span.type': type,
  'lmnr.span.input': input,
  'lmnr.span.output': output,
});
const langsmith = (kind: string, input: string, output: string) => ({
  'langsmith.span.kind': kind,
  'gen_ai.prompt': input,
  'gen_ai.completion': output,
});

it.each([
  [
    'Langfuse',
    { name: 'desk', values: langfuse('agent', ASKED, ANSWER) },
    {
      name: 'answer',
      values: {
        ...langfuse('generation', ASKED, ANSWER),
        'langfuse.observation.model.name': 'gpt-5.5',
        'langfuse.observation.usage_details': '{"input":3,"output":5,"total":8}',
        'langfuse.observation.cost_details': '{"total":0.25}',
      },
    },
    { name: 'lookup_order', values: langfuse('tool', ARGS, RESULT) },
    { cost_usd: 0.25 },
  ],
  [
    'MLflow',
    { name: 'desk', values: mlflow('AGENT', ASKED, ANSWER) },
    {
      name: 'answer',
      values: {
        ...mlflow('CHAT_MODEL', ASKED, ANSWER),
        'mlflow.llm.model': 'gpt-5.5',
        'mlflow.chat.tokenUsage': '{"input_tokens":3,"output_tokens":5,"total_tokens":8}',
      },
    },
    { name: 'lookup_order', values: mlflow('TOOL', ARGS, RESULT) },
    {},
  ],
  [
    'ADK',
    {
      name: 'invocation',
      values: { 'gen_ai.agent.name': 'desk', 'input.value': ASKED, 'output.value': ANSWER },
    },
    {
      name: 'call_llm',
      values: {
        'gen_ai.request.model': 'gpt-5.5',
        'gcp.vertex.agent.llm_request': ASKED,
        'gcp.vertex.agent.llm_response': ANSWER,
        'gen_ai.usage.input_tokens': 3,
        'gen_ai.usage.output_tokens': 5,
      },
    },
    {
      name: 'execute_tool lookup_order',
      values: {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'lookup_order',
        'gcp.vertex.agent.tool_call_args': ARGS,
        'gcp.vertex.agent.tool_response': RESULT,
      },
    },
    {},
  ],
  [
    'Pydantic AI',
    { name: 'agent run', values: { agent_name: 'desk', 'input.value': ASKED, final_result: ANSWER } },
    {
      name: 'chat gpt-5.5',
      values: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'gpt-5.5',
        'gen_ai.input.messages': ASKED,
        'gen_ai.output.messages': ANSWER,
        'gen_ai.usage.input_tokens': 3,
        'gen_ai.usage.output_tokens': 5,
      },
    },
    {
      name: 'running tool',
      values: { 'gen_ai.tool.name': 'lookup_order', tool_arguments: ARGS, tool_response: RESULT },
    },
    {},
  ],
  [
    'an AI SDK whose spans were named anew',
    {
      name: 'desk',
      values: { 'ai.telemetry.functionId': 'desk', 'ai.prompt': ASKED, 'ai.response.text': ANSWER },
    },
    {
      name: 'generate gpt-5.5',
      values: {
        'ai.operationId': 'ai.generateText.doGenerate',
        'ai.model.id': 'gpt-5.5',
        'ai.prompt.messages': ASKED,
        'ai.response.text': ANSWER,
        'ai.usage.inputTokens': 3,
        'ai.usage.outputTokens': 5,
      },
    },
    {
      name: 'lookup_order',
      values: {
        'ai.operationId': 'ai.toolCall',
        'ai.toolCall.name': 'lookup_order',
        'ai.toolCall.args': ARGS,
        'ai.toolCall.result': RESULT,
      },
    },
    {},
  ],
  [
    'Genkit',
    { name: 'desk', values: genkit('flow', 'desk', ASKED, ANSWER) },
    {
      name: 'googleai/gemini-3',
      values: genkit(
        'model',
        'gpt-5.5',
        ASKED,
        '{"text":"shipped","usage":{"inputTokens":3,"outputTokens":5}}',
      ),
    },
    { name: 'lookup_order', values: genkit('tool.v2', 'lookup_order', ARGS, RESULT) },
    {},
  ],
  [
    'Braintrust',
    { name: 'desk', values: braintrust('task', ASKED, ANSWER) },
    {
      name: 'Chat Completion',
      values: {
        ...braintrust('llm', ASKED, ANSWER),
        'braintrust.metadata': '{"provider":"openai","model":"gpt-5.5"}',
        'braintrust.metrics': '{"prompt_tokens":3,"completion_tokens":5}',
      },
    },
    { name: 'lookup_order', values: braintrust('tool', ARGS, RESULT) },
    {},
  ],
  [
    'Laminar',
    { name: 'desk', values: laminar('DEFAULT', ASKED, ANSWER) },
    {
      name: 'openai.chat',
      values: {
        ...laminar('LLM', ASKED, ANSWER),
        'gen_ai.request.model': 'gpt-5.5',
        'gen_ai.usage.input_tokens': 3,
        'gen_ai.usage.output_tokens': 5,
        'gen_ai.usage.cost': 0.05,
      },
    },
    { name: 'lookup_order', values: laminar('TOOL', ARGS, RESULT) },
    { cost_usd: 0.05 },
  ],
  [
    "LangSmith's exporter",
    { name: 'desk', values: langsmith('chain', ASKED, ANSWER) },
    {
      name: 'ChatOpenAI',
      values: {
        ...langsmith('llm', ASKED, ANSWER),
        'gen_ai.request.model': 'gpt-5.5',
        'gen_ai.usage.input_tokens': 3,
        'gen_ai.usage.output_tokens': 5,
      },
    },
    { name: 'lookup_order', values: langsmith('tool', ARGS, RESULT) },
    {},
  ],
])('reads a trace of %s', async (sdk, agent, model, tool, more) => {
  const { runs } = await importOtlp(store, traceOf(sdk, agent, [model, tool]), {
    contract: { output: { type: 'object', required: ['text'] } },
  });
  const [run] = runs;
  expect(run).toMatchObject({ status: 'passed', agent_name: 'desk', model: 'gpt-5.5' });
  const id = run?.run_id ?? '';
  expect(await store.getDetails(id)).toMatchObject({
    payload: { question: 'Where is A-17?' },
    output: { text: 'shipped' },
  });
  expect(await store.getFacts(id)).toMatchObject({
    model_calls: 1,
    tool_calls: 1,
    usage: { input_tokens: 3, output_tokens: 5 },
    ...more,
  });
  expect(await store.getEvents(id)).toMatchObject([
    {
      kind: 'model_call',
      interaction: {
        request: { name: 'gpt-5.5', arguments: { question: 'Where is A-17?' } },
        response: { result: { text: 'shipped' } },
      },
    },
    {
      kind: 'tool_call',
      interaction: {
        request: { name: 'lookup_order', arguments: { order_id: 'A-17' } },
        response: { result: { status: 'shipped' } },
      },
    },
  ]);
});
