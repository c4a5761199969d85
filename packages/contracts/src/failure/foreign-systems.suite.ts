import type { FailureFacts } from './fingerprint.ts';
import {
  anyId,
  B62,
  b64,
  chars,
  dur,
  int,
  ip,
  money,
  num,
  oid,
  path,
  pick,
  port,
  quoted,
  random,
  said,
  sha,
  short,
  size,
  ts,
  UPPER,
  withDigit,
} from './noisy-values.suite.ts';

/** Failures of databases, networks and services, by what they write. */
export const SYSTEMS: Readonly<Record<string, () => FailureFacts>> = {
  mongo: () =>
    said(
      'exception',
      `E11000 duplicate key error collection: shop.orders index: _id_ dup key: { _id: ObjectId('${oid()}') }`,
    ),
  pg_dup: () =>
    said(
      'exception',
      `duplicate key value violates unique constraint "orders_pkey" Detail: Key (id)=(${anyId()}) already exists.`,
    ),
  doc_missing: () => said('exception', `document ${anyId()} not found in tenant ${anyId()}`),
  user_missing: () => said('exception', `user ${anyId()} not found in tenant ${anyId()}`),
  ip_refused: () => said('exception', `connection from ${ip()} port ${port()} refused`),
  ip_reset: () => said('exception', `connection from ${ip()} port ${port()} reset by peer`),
  expired: () => said('exception', `token expired at ${ts()}, now is ${ts()}`),
  scheduled: () => said('exception', `job scheduled for ${ts()} did not run`),
  slow: () => said('timeout', `took ${dur()}, limit ${dur()}`),
  big: () => said('exception', `file ${path()} is too large: ${size()} of ${size()}`),
  gone: () => said('exception', `no such file: ${path()}`),
  amount: () => said('exception', `amount ${money()} exceeds the limit of ${money()} for account ${anyId()}`),
  count: () => said('exception', `expected ${num()} rows, got ${num()}`),
  count1: () => said('exception', `${pick('1 item was', `${2 + int(40)} items were`)} not delivered`),
  quotedName: () => said('exception', `tool argument ${quoted()} is not allowed`),
  b64: () => said('exception', `signature ${b64()} does not match`),
  hdr: () =>
    said('exception', `request_id=${anyId()} trace=${withDigit(sha)} status=503 upstream unavailable`),
  hdr2: () =>
    said('exception', `request_id=${anyId()} trace=${withDigit(sha)} status=429 upstream unavailable`),
  pod: () =>
    said(
      'exception',
      `pod checkout-${chars('0123456789abcdef', 9)}-${chars('bcdfghjklmnpqrstvwxz2456789', 5)} was evicted`,
    ),
  pct: () =>
    said(
      'exception',
      `disk usage ${pick(`${int(100)}%`, `${(random() * 100).toFixed(1)} %`)} above threshold`,
    ),
  ver: () =>
    said(
      'exception',
      `version ${pick(`v${int(9)}.${int(9)}.${int(9)}`, `${int(9)}.${int(9)}.${int(99)}-rc.${int(9)}`, `${int(9)}.${int(9)}`)} is not supported`,
    ),
  mac: () =>
    said(
      'exception',
      `device ${Array.from({ length: 6 }, () => chars('0123456789abcdef', 2)).join(pick(':', '-'))} offline`,
    ),
  phone: () =>
    said(
      'exception',
      `cannot text ${pick(`+49 ${int(999)} ${int(999999)}`, `(555) ${100 + int(899)}-${1000 + int(8999)}`, `+1-${100 + int(899)}-555-${1000 + int(8999)}`)}`,
    ),
  ordinal: () => said('exception', `the ${pick('1st', '2nd', '3rd', '14th', '21st')} attempt failed`),
  hexptr: () =>
    said(
      'exception',
      `segfault at 0x${chars('0123456789abcdef', 12)} ip ${chars('0123456789abcdef', 16)} sp ${chars('0123456789abcdef', 16)} error 4`,
    ),
  sku: () => said('exception', `SKU ${chars(UPPER, 3)}-${int(9999)}-${chars(UPPER, 2)} out of stock`),
  arr: () =>
    said('exception', `missing columns ${JSON.stringify(Array.from({ length: 1 + int(5) }, short))}`),
  csv: () => said('exception', `unknown ids: ${Array.from({ length: 1 + int(6) }, anyId).join(', ')}`),
  slug: () =>
    said('exception', `branch feature/${pick('abc', 'new-login', 'fix_it')}-${int(99)} has no upstream`),
  arn: () => said('exception', `not authorized: arn:aws:s3:::bucket-${short()}/key/${anyId()}`),
  jwt: () =>
    said('exception', `invalid jwt eyJ${chars(B62, 30)}.eyJ${chars(B62, 40)}.${chars(B62 + '_-', 43)}`),
  coords: () =>
    said(
      'exception',
      `no route from ${(random() * 90).toFixed(5)},${(random() * 180).toFixed(5)} to ${(random() * 90).toFixed(5)},-${(random() * 180).toFixed(5)}`,
    ),
  tz: () =>
    said(
      'exception',
      `meeting on ${pick('Monday', 'Tuesday', 'Sunday')}, ${pick('January', 'March', 'December')} ${1 + int(28)}, 20${10 + int(20)} at ${1 + int(11)}:${10 + int(49)} ${pick('AM', 'PM')} overlaps`,
    ),
  overloaded: () => said('exception', providerError(529, 'overloaded_error', 'Overloaded')),
  unauthorized: () => said('exception', providerError(401, 'authentication_error', 'invalid x-api-key')),
  mailbox: () =>
    said(
      'exception',
      `mailbox of ${pick('çelik', 'mária', "o'neil", 'bob')}@mail${int(9)}.example.com is full`,
    ),
};

function providerError(status: number, type: string, message: string): string {
  const request_id = `req_${chars(B62, 24)}`;
  return `${status} ${JSON.stringify({ type: 'error', error: { type, message }, request_id })}`;
}
