/** Release of the semantic conventions for generative AI that these names are taken from. */
export const SEMCONV_GENAI = '0.1.0';

/**
 * Names of the attributes of an exported run, from open-telemetry/semantic-conventions-genai and, where
 * it has none, in our own namespace. The one place where they are written.
 */
export const NAMES = {
  operation: 'gen_ai.operation.name',
  agentName: 'gen_ai.agent.name',
  provider: 'gen_ai.provider.name',
  requestModel: 'gen_ai.request.model',
  responseModel: 'gen_ai.response.model',
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  cachedTokens: 'gen_ai.usage.cache_read.input_tokens',
  promptVersion: 'gen_ai.prompt.version',
  toolName: 'gen_ai.tool.name',
  toolArguments: 'gen_ai.tool.call.arguments',
  toolResult: 'gen_ai.tool.call.result',
  evaluationName: 'gen_ai.evaluation.name',
  evaluationLabel: 'gen_ai.evaluation.score.label',
  evaluationExplanation: 'gen_ai.evaluation.explanation',
  errorType: 'error.type',
  exceptionType: 'exception.type',
  exceptionMessage: 'exception.message',
  exceptionStack: 'exception.stacktrace',
  exceptionHandled: 'agent_replay.exception.handled',
  serviceName: 'service.name',
  serviceVersion: 'service.version',
  testCase: 'test.case.name',
  testResult: 'test.case.result.status',
  httpMethod: 'http.request.method',
  httpStatus: 'http.response.status_code',
  url: 'url.full',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  semconv: 'agent_replay.semconv_genai',
  runId: 'agent_replay.run.id',
  runType: 'agent_replay.run.type',
  taskId: 'agent_replay.task.id',
  attempt: 'agent_replay.attempt',
  timeout: 'agent_replay.timeout',
  allowlist: 'agent_replay.tool.allowlist',
  inputSha256: 'agent_replay.input.sha256',
  stateRefs: 'agent_replay.state.refs',
  artifactRefs: 'agent_replay.artifact.refs',
  fingerprint: 'agent_replay.fingerprint',
} as const;

/** Names of events on a run's span. */
export const EVENTS = { evaluation: 'gen_ai.evaluation.result', exception: 'exception' } as const;
