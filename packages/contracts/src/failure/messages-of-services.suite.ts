import {
  anyId,
  B62,
  b64,
  chars,
  host,
  int,
  ip,
  pick,
  port,
  random,
  short,
  UPPER,
} from './noisy-values.suite.ts';

const list = (make: () => string): string => Array.from({ length: 1 + int(5) }, make).join(', ');
const seconds = (): string => `${(random() * 60).toFixed(3)}s`;
const name = (): string => pick('Anna Schmidt', "Conor O'Brien", 'José Núñez', 'Zoë', '李雷', 'bob');
const service = (): string => pick('api', 'billing', 'orders', 'search', 'gateway', 'auth');
const domain = (): string =>
  pick(
    `${service()}.${pick('acme', 'shop')}.${pick('com', 'net', 'org', 'io', 'internal', 'de', 'co.uk')}`,
    `${service()}.prod.svc.cluster.local`,
    `${service()}-eu.acme.dev`,
  );
const openaiLimit = (unit: string): string =>
  `429 Rate limit reached for gpt-4o in organization org-${chars(B62, 24)} on ${unit}: Limit ${int(9e4)}, Used ${int(9e4)}, Requested ${int(5000)}. Please try again in ${pick(`${1 + int(900)}ms`, seconds(), `1m${seconds()}`)}. Visit https://platform.openai.com/account/rate-limits to learn more.`;
const gemini = (says: string): string =>
  `[GoogleGenerativeAI Error]: Error fetching from https://generativelanguage.googleapis.com/v1beta/models/gemini-${pick('1.5-pro', '2.0-flash')}:generateContent: ${says}`;
const prisma = (says: string): string =>
  `\nInvalid \`prisma.order.create()\` invocation in\n/app/src/${short()}.ts:${int(99)}:${int(40)}\n\n${says}`;

/** What providers of models, databases, queues, clouds and networks say. */
export const SERVICES: Readonly<Record<string, () => string>> = {
  s3_key: () =>
    `The specified key does not exist. Bucket: acme-${int(99)}, Key: exports/${anyId()}/part-${int(999)}.parquet, RequestId: ${chars(UPPER, 16)}, HostId: ${chars(B62, 4)}//${chars(B62, 40)}7aA=`,
  azure_filter: () =>
    `The response was filtered. apim-request-id: ${anyId()}, timestamp: ${1 + int(12)}/${1 + int(28)}/2026, ${1 + int(12)}:${10 + int(49)}:00 ${pick('AM', 'PM')} ${pick('EDT', 'EST', 'AEST', 'CEST')}`,
  report_paths: () =>
    `the report cites only ${pick('one', 'two', 'seven', 'Twelve', '3')} of the ${pick('nine', 'forty-two', '14')} evidence paths that were asked for`,
  node_altnames: () =>
    `Hostname/IP does not match certificate's altnames: Host: ${pick('localhost', host(), domain())}. is not in the cert's altnames: DNS:*.${domain()}`,
  openai_tokens: () => openaiLimit('tokens per min (TPM)'),
  openai_requests: () => openaiLimit('requests per min (RPM)'),
  openai_quota: () =>
    '429 You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.',
  openai_context: () =>
    `This model's maximum context length is ${pick(8192, 128000)} tokens. However, your messages resulted in ${int(2e5)} tokens (${int(1e5)} in the messages, ${int(9999)} in the functions). Please reduce the length of the messages or functions.`,
  openai_tool_calls: () =>
    `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${list(() => `call_${chars(B62, 24)}`)}`,
  anthropic_context: () => `prompt is too long: ${int(3e5)} tokens > ${pick('200000', '200,000')} maximum`,
  anthropic_tool_use: () =>
    `messages.${int(30)}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${list(() => `toolu_01${chars(B62, 22)}`)}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
  gemini_overloaded: () =>
    gemini('[503 Service Unavailable] The model is overloaded. Please try again later.'),
  gemini_internal: () => gemini('[500 Internal Server Error] An internal error has occurred. Please retry.'),
  bedrock: () =>
    `ThrottlingException: Too many tokens, please wait before trying again. (Service: BedrockRuntime, Status Code: 429, Request ID: ${anyId()})`,
  cohere: () =>
    `Status code: 400\nBody: {\n  "id": "${anyId()}",\n  "message": "too many tokens: size limit exceeded by ${int(9999)} tokens."\n}`,
  postgres_deadlock: () =>
    `deadlock detected\nDETAIL:  Process ${int(99999)} waits for ShareLock on transaction ${int(1e6)}; blocked by process ${int(99999)}.\nHINT:  See server log for query details.`,
  postgres_null: () =>
    `null value in column "total" of relation "orders" violates not-null constraint\nDETAIL:  Failing row contains (${int(999)}, ${pick('null', 'Anna, Ltd.')}, ${new Date().toISOString()}).`,
  postgres_uuid: () =>
    `invalid input syntax for type uuid: "${pick('abc', 'not-a-uuid', short(), '', 'a\nb')}"`,
  mysql_duplicate: () =>
    `Duplicate entry '${pick('bob@example.com', 'a-b-4', "O'Brien")}-${int(99)}' for key 'users.uq_email'`,
  mongo_selection: () => `Server selection timed out after ${int(99999)} ms`,
  mongo_closed: () => `connection ${pick(int(99), '<monitor>')} to ${pick(ip(), host())}:27017 closed`,
  redis_moved: () => `MOVED ${int(16383)} 10.0.${int(255)}.${int(255)}:6381`,
  elasticsearch: () =>
    `[parsing_exception] unknown query [${pick('foo', 'term_x')}] did you mean [${pick('match', 'term')}]?, with { line=${int(9)} & col=${int(99)} }`,
  prisma_unique: () => prisma(`Unique constraint failed on the fields: (\`${pick('email', 'ref')}\`)`),
  prisma_foreign: () => prisma(`Foreign key constraint violated: \`order_${pick('user', 'item')}_fkey\``),
  kafka: () => `Failed to connect to seed broker ${host()}:9092 after ${int(9) + 2} retries`,
  sqs: () => `The receipt handle has expired. Reason: The receipt handle ${b64()} is not valid`,
  iam: () =>
    `User: arn:aws:sts::${chars('0123456789', 12)}:assumed-role/${pick('worker', 'ci')}/${short()} is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::${pick('acme', 'logs')}-${short()}/${pick('a', 'b')}/x.csv because no identity-based policy allows the s3:GetObject action`,
  dns_unknown: () => `getaddrinfo ENOTFOUND ${domain()}`,
  dns_again: () => `getaddrinfo EAI_AGAIN ${domain()}`,
  certificate: () =>
    `Hostname/IP does not match certificate's altnames: Host: ${domain()}. is not in the cert's altnames: DNS:*.${domain()}, DNS:${domain()}`,
  tls: () =>
    `Client network socket disconnected before secure TLS connection was established to ${domain()}:${port()}`,
  connect_timeout: () =>
    `Connect Timeout Error (attempted addresses: ${list(() => `${ip()}:${port()}`)}, timeout: 10000ms)`,
  grpc: () =>
    `14 UNAVAILABLE: No connection established. Last error: connect ECONNREFUSED ${ip()}:${port()} (${new Date(1.7e12 + int(1e9)).toISOString()})`,
  stripe_customer: () => `No such customer: 'cus_${chars(B62, 14)}'`,
  stripe_mode: () =>
    `No such price: 'price_1${chars(B62, 23)}'; a similar object exists in live mode, but a test mode key was used to make this request.`,
  customer: () => `no customer named '${name()}' in region ${pick('eu', 'us')}-${int(9)}`,
  stock: () =>
    `only ${pick('1 unit', `${2 + int(90)} units`)} of SKU ${chars(UPPER, 3)}${int(999)} in stock, ${2 + int(90)} requested`,
  mail: () => `421 4.7.0 Try again later, closing connection. ${int(9)}${chars(B62, 17)}.${int(999)} - gsmtp`,
  graphql: () =>
    `Variable "$id" got invalid value ${pick('"abc"', '{ a: 1 }', '[1, 2]', '7', 'null', 'true')}; Int cannot represent non-integer value: ${pick('"abc"', '{ a: 1 }', 'null')}`,
};
