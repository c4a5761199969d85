/** An address in the form in which calls are compared: what stands before its query, and that in order. */
export function comparableUrl(given: string, ignored: readonly string[]): { base: string; query: string } {
  const text = given.includes('REDACTED%') ? given.replaceAll(ESCAPED, '[REDACTED:$1:$2]') : given;
  if (isNormalUrl(text)) {
    const mark = text.indexOf('?');
    if (mark < 0) return { base: text, query: '' };
    return { base: text.slice(0, mark), query: comparableQuery(text.slice(mark + 1), ignored) };
  }
  const url = URL.parse(text);
  if (url === null) return { base: text, query: '' };
  return {
    base: `${url.protocol}//${url.host}${url.pathname}`,
    query: comparableQuery(url.search.slice(1), ignored),
  };
}

/** A placeholder that a client was given in an answer, and escaped. */
const ESCAPED = /%5BREDACTED%3A([a-z0-9_]{1,32})%3A([\da-f]{8})%5D/gi;

/** What the URL parser would leave as it is, and nearly every URL of an API: parsing takes ten times as long. */
const NORMAL_URL =
  /^https?:\/\/(?:(?!xn--)[a-z0-9-]+\.)*(?!xn--)[a-z][a-z0-9-]*(?=\/)(?:\/(?!\.)[\w~!$&'()*+,;=:@-][\w.~!$&'()*+,;=:@-]*)*\/?(?:\?[\w.~!$&()*,;=:@/-]*)?$/;

/** Addresses of the tape and of the calls that it answers are the same. */
const known = new Map<string, boolean>();
const MOST_KNOWN = 500;

/** True for an address that the URL parser leaves as it is; false says nothing. */
export function isNormalUrl(text: string): boolean {
  let isNormal = known.get(text);
  if (isNormal !== undefined) return isNormal;
  if (known.size === MOST_KNOWN) known.clear();
  isNormal = NORMAL_URL.test(text);
  known.set(text, isNormal);
  return isNormal;
}

function comparableQuery(text: string, ignored: readonly string[]): string {
  if (text === '') return '';
  if (ignored.length === 0 && PLAIN_PARAMETER.test(text)) return `?${text}`;
  const params = [...new URLSearchParams(text)].filter(([name]) => !ignored.includes(name));
  params.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  // Decoded, so that a placeholder in it can be seen.
  const query = params.map(([name, value]) => `${name}=${value}`).join('&');
  return query === '' ? '' : `?${query}`;
}

/** One parameter with nothing to decode. */
const PLAIN_PARAMETER = /^[\w.~:@/-]+=[\w.~:@/-]*$/;
