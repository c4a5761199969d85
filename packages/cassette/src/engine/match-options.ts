/** What two calls may differ in and still be the same call. */
export interface MatchOptions {
  /**
   * Fields of the body that are left out: JSON Pointers (RFC 6901), in which `*` stands for any one
   * member, and JSONPaths (RFC 9535), which begin with `$`.
   */
  ignore?: readonly string[];
  /** Query parameters that are left out. */
  ignoreQuery?: readonly string[];
  /** Header fields that must be equal, by name; none by default. */
  headers?: readonly string[];
  /**
   * What becomes of a call whose place in its lane is known and whose body changed, as after the edit
   * of a prompt. Either way it is reported as drift, with the differences. `refuse`: a miss, because
   * nobody knows what the changed call would have been answered. `serve`: it is given the answer
   * recorded at its place. For a look at what an agent says, and for nothing that counts, there is more: `alike`, so is one
   * whose address differs in times and ids, and `next`, any other is given what is next of its server.
   *
   * @default "refuse"
   */
  drift?: 'refuse' | 'serve' | 'alike' | 'next';
  /**
   * `content`: equal calls take their answers wherever they stand, so that parallel calls may finish in
   * any order. `lane`: calls to one endpoint or tool must come in the recorded order.
   *
   * @default "content"
   */
  order?: 'content' | 'lane';
}

/** Members of a body that clients make anew for each try, whatever the API. */
export const VOLATILE_MEMBERS: ReadonlySet<string> = new Set([
  'idempotency_key',
  'idempotencyKey',
  'client_request_id',
  'clientRequestId',
]);

/**
 * Header fields that clients make anew for each try or trace: never compared, not even when
 * `match.headers` is `*`.
 */
export const VOLATILE_HEADERS: ReadonlySet<string> = new Set([
  'b3',
  'baggage',
  'connection',
  'content-length',
  'date',
  'host',
  'idempotency-key',
  'sentry-trace',
  'traceparent',
  'tracestate',
  'x-amz-date',
  'x-amzn-trace-id',
  'x-b3-parentspanid',
  'x-b3-sampled',
  'x-b3-spanid',
  'x-b3-traceid',
  'x-client-request-id',
  'x-correlation-id',
  'x-idempotency-key',
  'x-request-id',
  'x-stainless-retry-count',
]);

/** True where a call that drifted is given the answer recorded at its place. */
export function servesDrift({ drift = 'refuse' }: MatchOptions): boolean {
  return drift !== 'refuse';
}
