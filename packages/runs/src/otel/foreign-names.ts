import { NAMES } from './names.ts';

/**
 * Names under which instrumentations write one and the same fact, the best first: those of the semantic
 * conventions, of the Vercel AI SDK (6), of OpenInference (2) and of OpenLLMetry (0.2x).
 */
export const FOREIGN = {
  agentName: [
    NAMES.agentName,
    'ai.telemetry.functionId',
    'agent.name',
    'traceloop.workflow.name',
    'graph.node.id',
  ],
  model: [NAMES.requestModel, 'ai.model.id', 'llm.model_name'],
  respondedModel: [NAMES.responseModel, 'ai.response.model', 'llm.model_name'],
  promptVersion: [NAMES.promptVersion, 'llm.prompt_template.version'],
  payload: ['input.value', 'ai.prompt', 'traceloop.entity.input', 'gen_ai.input.messages'],
  output: [
    'output.value',
    'ai.response.object',
    'ai.response.text',
    'traceloop.entity.output',
    'gen_ai.output.messages',
  ],
  toolName: [NAMES.toolName, 'ai.toolCall.name', 'tool.name', 'traceloop.entity.name'],
  toolArguments: [NAMES.toolArguments, 'ai.toolCall.args', 'input.value', 'traceloop.entity.input'],
  toolResult: [NAMES.toolResult, 'ai.toolCall.result', 'output.value', 'traceloop.entity.output'],
  messages: [
    'gen_ai.input.messages',
    'ai.prompt.messages',
    'ai.values',
    'ai.value',
    'input.value',
    'gen_ai.prompt',
  ],
  answer: [
    'gen_ai.output.messages',
    'ai.response.text',
    'ai.response.object',
    'ai.response.toolCalls',
    'ai.embeddings',
    'ai.embedding',
    'output.value',
    'gen_ai.completion',
  ],
  inputTokens: [
    NAMES.inputTokens,
    'ai.usage.inputTokens',
    'ai.usage.promptTokens',
    'llm.token_count.prompt',
    'gen_ai.usage.prompt_tokens',
  ],
  outputTokens: [
    NAMES.outputTokens,
    'ai.usage.outputTokens',
    'ai.usage.completionTokens',
    'llm.token_count.completion',
    'gen_ai.usage.completion_tokens',
  ],
  cachedTokens: [
    'gen_ai.usage.cache_read.input_tokens',
    'ai.usage.cachedInputTokens',
    'llm.token_count.prompt_details.cache_read',
  ],
  cost: ['llm.cost.total', 'gen_ai.usage.cost'],
} as const;

/** Operations of the semantic conventions that ask a model. */
export const MODEL_OPERATIONS: ReadonlySet<string> = new Set([
  'chat',
  'generate_content',
  'text_completion',
  'embeddings',
]);
