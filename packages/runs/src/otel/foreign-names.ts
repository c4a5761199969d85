import { NAMES } from './names.ts';

/**
 * Names under which instrumentations write one and the same fact, the best first: those of the semantic
 * conventions, of the Vercel AI SDK (6 and 7), of OpenInference (2), of OpenLLMetry (0.2x), of Langfuse's SDKs (3 and
 * later), of MLflow (3), of Google's ADK (1) and of Pydantic AI (1).
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
  ],
  model: [
    NAMES.requestModel,
    'ai.model.id',
    'llm.model_name',
    'langfuse.observation.model.name',
    'mlflow.llm.model',
  ],
  respondedModel: [NAMES.responseModel, 'ai.response.model', 'llm.model_name'],
  promptVersion: [NAMES.promptVersion, 'llm.prompt_template.version'],
  payload: [
    'input.value',
    'ai.prompt',
    'traceloop.entity.input',
    'langfuse.trace.input',
    'langfuse.observation.input',
    'mlflow.spanInputs',
    'gen_ai.input.messages',
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
  ],
  toolName: [NAMES.toolName, 'ai.toolCall.name', 'tool.name', 'traceloop.entity.name'],
  toolArguments: [
    NAMES.toolArguments,
    'ai.toolCall.args',
    'gcp.vertex.agent.tool_call_args',
    'tool_arguments',
    'input.value',
    'traceloop.entity.input',
    'langfuse.observation.input',
    'mlflow.spanInputs',
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
  ],
  outputTokens: [
    NAMES.outputTokens,
    'ai.usage.outputTokens',
    'ai.usage.completionTokens',
    'llm.token_count.completion',
    'gen_ai.usage.completion_tokens',
    'langfuse.observation.usage_details.output',
    'mlflow.chat.tokenUsage.output_tokens',
  ],
  cachedTokens: [
    NAMES.cachedTokens,
    'ai.usage.cachedInputTokens',
    'llm.token_count.prompt_details.cache_read',
  ],
  cost: ['llm.cost.total', 'gen_ai.usage.cost', 'langfuse.observation.cost_details.total'],
} as const;

/** Attributes that hold several facts as JSON: each is read under the attribute's name, a dot and its own. */
export const PACKED = [
  'langfuse.observation.usage_details',
  'langfuse.observation.cost_details',
  'mlflow.chat.tokenUsage',
] as const;

/** Attributes that say what a span is, and what of it is a call. */
export const KINDS: readonly {
  name: string;
  tools: readonly string[];
  models: readonly string[];
}[] = [
  { name: 'openinference.span.kind', tools: ['TOOL'], models: ['LLM', 'EMBEDDING'] },
  { name: 'traceloop.span.kind', tools: ['tool'], models: [] },
  {
    name: 'langfuse.observation.type',
    tools: ['tool', 'retriever'],
    models: ['generation', 'embedding'],
  },
  { name: 'mlflow.spanType', tools: ['TOOL', 'RETRIEVER'], models: ['LLM', 'CHAT_MODEL', 'EMBEDDING'] },
];

/** Operations of the semantic conventions that ask a model. */
export const MODEL_OPERATIONS: ReadonlySet<string> = new Set([
  'chat',
  'generate_content',
  'text_completion',
  'embeddings',
]);
