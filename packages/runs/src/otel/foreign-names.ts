import { NAMES } from './names.ts';

/**
 * Names under which instrumentations write one and the same fact, the best first: those of the semantic
 * conventions, of the Vercel AI SDK (6 and 7), of OpenInference (2), of OpenLLMetry (0.2x), of Langfuse's SDKs (3 and
 * later), of MLflow (3), of Google's ADK (1, 2), of Pydantic AI (1), of Genkit (1), of Mastra (1), of Braintrust, of Laminar
 * and of LangSmith's exporters.
 */
export const FOREIGN = {
  agentName: [
    NAMES.agentName,
    'ai.telemetry.functionId',
    'agent.name',
    'traceloop.workflow.name',
    'graph.node.id',
    'agent_name',
    'langfuse.trace.name',
    'genkit:agent',
    'genkit:flow',
    'langsmith.trace.name',
  ],
  model: [
    NAMES.requestModel,
    'ai.model.id',
    'llm.request.model_name',
    'llm.model_name',
    'langfuse.observation.model.name',
    'mlflow.llm.model',
    'genkit:model',
    'braintrust.metadata.model',
  ],
  respondedModel: [NAMES.responseModel, 'ai.response.model', 'llm.response.model_name', 'llm.model_name'],
  promptVersion: [NAMES.promptVersion, 'llm.prompt_template.version'],
  payload: [
    'input.value',
    'ai.prompt',
    'traceloop.entity.input',
    'langfuse.trace.input',
    'langfuse.observation.input',
    'mlflow.spanInputs',
    'gen_ai.input.messages',
    'genkit:input',
    'braintrust.input_json',
    'braintrust.input',
    'lmnr.span.input',
    'mastra.agent_run.input',
    'gen_ai.prompt',
  ],
  output: [
    'output.value',
    'ai.response.object',
    'ai.response.text',
    'traceloop.entity.output',
    'langfuse.trace.output',
    'langfuse.observation.output',
    'mlflow.spanOutputs',
    'final_result',
    'gen_ai.output.messages',
    'genkit:output',
    'braintrust.output_json',
    'braintrust.output',
    'lmnr.span.output',
    'mastra.agent_run.output',
    'gen_ai.completion',
  ],
  toolName: [
    NAMES.toolName,
    'ai.toolCall.name',
    'tool.name',
    'traceloop.entity.name',
    'genkit:tool',
    'genkit:tool.v2',
  ],
  toolArguments: [
    NAMES.toolArguments,
    'ai.toolCall.args',
    'gcp.vertex.agent.tool_call_args',
    'tool_arguments',
    'input.value',
    'traceloop.entity.input',
    'langfuse.observation.input',
    'mlflow.spanInputs',
    'genkit:input',
    'braintrust.input_json',
    'braintrust.input',
    'lmnr.span.input',
    'gen_ai.retrieval.query.text',
    'gen_ai.prompt',
  ],
  toolResult: [
    NAMES.toolResult,
    'ai.toolCall.result',
    'gcp.vertex.agent.tool_response',
    'tool_response',
    'output.value',
    'traceloop.entity.output',
    'langfuse.observation.output',
    'mlflow.spanOutputs',
    'genkit:output',
    'braintrust.output_json',
    'braintrust.output',
    'lmnr.span.output',
    'gen_ai.retrieval.documents',
    'gen_ai.completion',
  ],
  messages: [
    'gen_ai.input.messages',
    'ai.prompt.messages',
    'ai.values',
    'ai.value',
    'gcp.vertex.agent.llm_request',
    'input.value',
    'gen_ai.prompt',
    'langfuse.observation.input',
    'mlflow.spanInputs',
    'genkit:input',
    'braintrust.input_json',
    'braintrust.input',
    'lmnr.span.input',
    'mastra.model_step.input',
  ],
  answer: [
    'gen_ai.output.messages',
    'ai.response.text',
    'ai.response.object',
    'ai.response.toolCalls',
    'ai.embeddings',
    'ai.embedding',
    'gcp.vertex.agent.llm_response',
    'output.value',
    'gen_ai.completion',
    'langfuse.observation.output',
    'mlflow.spanOutputs',
    'genkit:output',
    'braintrust.output_json',
    'braintrust.output',
    'lmnr.span.output',
    'mastra.model_step.output',
  ],
  inputTokens: [
    NAMES.inputTokens,
    'ai.usage.inputTokens',
    'ai.usage.promptTokens',
    'ai.usage.tokens',
    'llm.token_count.prompt',
    'gen_ai.usage.prompt_tokens',
    'langfuse.observation.usage_details.input',
    'mlflow.chat.tokenUsage.input_tokens',
    'genkit:output.usage.inputTokens',
    'braintrust.metrics.prompt_tokens',
  ],
  outputTokens: [
    NAMES.outputTokens,
    'ai.usage.outputTokens',
    'ai.usage.completionTokens',
    'llm.token_count.completion',
    'gen_ai.usage.completion_tokens',
    'langfuse.observation.usage_details.output',
    'mlflow.chat.tokenUsage.output_tokens',
    'genkit:output.usage.outputTokens',
    'braintrust.metrics.completion_tokens',
  ],
  cachedTokens: [
    NAMES.cachedTokens,
    'ai.usage.cachedInputTokens',
    'llm.token_count.prompt_details.cache_read',
    'genkit:output.usage.cachedContentTokens',
    'braintrust.metrics.prompt_cached_tokens',
    'gen_ai.usage.cache_read_input_tokens',
    'langfuse.observation.usage_details.input_cached_tokens',
  ],
  /** What went wrong, where a span's status does not say it. */
  failure: ['langfuse.observation.status_message', 'error.message'],
  cost: ['llm.cost.total', 'gen_ai.usage.cost', 'langfuse.observation.cost_details.total'],
} as const;

/** Attributes that hold several facts as JSON: each is read under the attribute's name, a dot and its own. */
export const PACKED = [
  'langfuse.observation.usage_details',
  'langfuse.observation.cost_details',
  'mlflow.chat.tokenUsage',
  'genkit:output',
  'genkit:output.usage',
  'braintrust.span_attributes',
  'braintrust.metadata',
  'braintrust.metrics',
] as const;

/** Attributes that say what a span is, and what of it is a call. */
export const KINDS: readonly {
  name: string;
  tools: readonly string[];
  models: readonly string[];
}[] = [
  { name: 'openinference.span.kind', tools: ['TOOL', 'RETRIEVER', 'RERANKER'], models: ['LLM', 'EMBEDDING'] },
  { name: 'traceloop.span.kind', tools: ['tool'], models: [] },
  {
    name: 'langfuse.observation.type',
    tools: ['tool', 'retriever'],
    models: ['generation', 'embedding'],
  },
  { name: 'mlflow.spanType', tools: ['TOOL', 'RETRIEVER'], models: ['LLM', 'CHAT_MODEL', 'EMBEDDING'] },
  {
    name: 'genkit:metadata:subtype',
    tools: ['tool', 'tool.v2', 'retriever'],
    models: ['model', 'embedder'],
  },
  { name: 'braintrust.span_attributes.type', tools: ['tool'], models: ['llm'] },
  { name: 'lmnr.span.type', tools: ['TOOL'], models: ['LLM'] },
  { name: 'mastra.span.type', tools: ['tool_call', 'mcp_tool_call'], models: ['model_step'] },
  { name: 'langsmith.span.kind', tools: ['tool', 'retriever'], models: ['llm', 'embedding'] },
];

/** What one attribute names, by what another one says that it is: `genkit:name` of a `model` is read as `genkit:model`. */
export const NAMED = { name: 'genkit:name', kind: 'genkit:metadata:subtype', as: 'genkit:' } as const;

/** Operations of the semantic conventions that ask a model. */
export const MODEL_OPERATIONS: ReadonlySet<string> = new Set([
  'chat',
  'generate_content',
  'text_completion',
  'embeddings',
  'fetch_response',
]);

/** Operations of the semantic conventions that something else than a model answers. */
export const TOOL_OPERATIONS: ReadonlySet<string> = new Set([
  'execute_tool',
  'retrieval',
  'search_memory',
  'create_memory',
  'update_memory',
  'upsert_memory',
  'delete_memory',
  'create_memory_store',
  'delete_memory_store',
]);

/** What ADK names a span that sums up several calls, each of which has its own. */
export const SUMMED_UP = '(merged tools)';
