/** What two calls may differ in and still be the same call. */
export interface MatchOptions {
  /** JSON Pointers (RFC 6901) into the body that are left out; `*` stands for any one member. */
  ignore?: readonly string[];
  /** Query parameters that are left out. */
  ignoreQuery?: readonly string[];
  /** Header fields that must be equal, by name; none by default. */
  headers?: readonly string[];
}

/** Members of a body that clients make anew for each try, whatever the API. */
export const VOLATILE_MEMBERS: ReadonlySet<string> = new Set([
  'idempotency_key',
  'idempotencyKey',
  'client_request_id',
  'clientRequestId',
]);
