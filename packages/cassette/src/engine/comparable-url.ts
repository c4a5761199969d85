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

/** What may stand in a part of an address that the URL parser leaves as it is. */
const [HOST, PATH, QUERY] = [1, 2, 4];
const allowed = new Uint8Array(128);
const letters = 'abcdefghijklmnopqrstuvwxyz';
const names = `${letters}${letters.toUpperCase()}0123456789_`;
for (const [part, characters] of [
  [HOST, `${letters}0123456789-`],
  [PATH, `${names}.~!$&'()*+,;=:@-`],
  [QUERY, `${names}.~!$&()*,;=:@/-`],
] as const)
  for (const each of Buffer.from(characters)) allowed[each] = (allowed[each] ?? 0) | part;

/**
 * True for an address that the URL parser leaves as it is, as nearly every one of an API is; false says nothing.
 * Parsing takes ten times as long.
 */
export function isNormalUrl(text: string): boolean {
  const start = text.startsWith('https://') ? 8 : text.startsWith('http://') ? 7 : -1;
  if (start < 0) return false;
  const path = text.indexOf('/', start);
  if (path < 0 || !isNormalHost(text, start, path)) return false;
  let before = SLASH;
  let at = path + 1;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === MARK) break;
    // Neither `//` nor a part that begins with a dot, as `..` does.
    if (before === SLASH && (code === SLASH || code === DOT)) return false;
    if (code !== SLASH && !isAllowed(code, PATH)) return false;
    before = code;
  }
  for (at += 1; at < text.length; at += 1) if (!isAllowed(text.charCodeAt(at), QUERY)) return false;
  return true;
}

const [DOT, SLASH, MARK] = [0x2e, 0x2f, 0x3f];

/** Names with dots between them; the last one begins with a letter, and none is written in Punycode. */
function isNormalHost(text: string, start: number, end: number): boolean {
  let label = start;
  for (let at = start; at <= end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === DOT || at === end) {
      if (at === label || text.startsWith('xn--', label)) return false;
      if (at < end) label = at + 1;
    } else if (!isAllowed(code, HOST)) return false;
  }
  const first = text.charCodeAt(label);
  return first >= 0x61 && first <= 0x7a;
}

function isAllowed(code: number, part: number): boolean {
  return ((allowed[code] ?? 0) & part) !== 0;
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
