import { cue } from '../cues.ts';
import { type Edit, kindWithin } from '../edit.ts';
import { redactUrl } from '../values/redact-url.ts';
import type { Rule, Scan } from './rule.ts';

/** URLs with a user, a telling path, or a query that is not on the allow-list; connection strings as URLs. */
export const urls: Rule = {
  name: 'urls',
  needsWords: true,
  mayFind: ({ heard }) => heard.has(AUTHORITY) || heard.has(QUERY),
  find(text, scan, { heard }) {
    const edits: Edit[] = heard.has(QUERY) ? queries(text, heard.starts(QUERY), scan) : [];
    for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
      let start = at;
      while (start > 0 && at - start < 30 && SCHEME.test(text[start - 1] ?? '')) start -= 1;
      if (start === at) continue;
      REST.lastIndex = at + 3;
      const end = at + 3 + (REST.exec(text)?.[0] ?? '').replace(/(?<![.,:;!?])[.,:;!?]+$/, '').length;
      const found = text.slice(start, end);
      const isHtml = found.includes('&amp;');
      const plain = isHtml ? found.replaceAll('&amp;', '&') : found;
      const after = redactUrl(plain, { ...scan, inner: (part) => part });
      if (after !== plain)
        edits.push({
          start,
          end,
          kind: kindWithin(after, 'url'),
          text: isHtml ? after.replaceAll('&', '&amp;') : after,
        });
      at = Math.max(at, end - 3);
    }
    return edits;
  },
};

const AUTHORITY = cue('://');
const QUERY = cue('?');
const LONGEST_PATH = 400;
const PAIRS = /\?[\w.[\]%-]{1,80}=[^\s"'`<>\\^{}|()]{1,4000}/y;

/** The queries of addresses without a host, as in request lines and logs. */
function queries(text: string, starts: readonly number[], scan: Scan): Edit[] {
  const edits: Edit[] = [];
  let from = 0;
  for (const at of starts) {
    if (at < from || !isBehindPath(text, at)) continue;
    PAIRS.lastIndex = at;
    const pairs = PAIRS.exec(text)?.[0];
    if (pairs === undefined) continue;
    from = at + pairs.length;
    const after = redactUrl(pairs, { ...scan, inner: (part) => part });
    if (after !== pairs) edits.push({ start: at, end: from, kind: kindWithin(after, 'url'), text: after });
  }
  return edits;
}

function isBehindPath(text: string, at: number): boolean {
  let start = at;
  while (start > 0 && at - start < LONGEST_PATH && !isPathEnd(text.charCodeAt(start - 1))) start -= 1;
  return start < at && text[start] === '/' && text[start + 1] !== '/';
}

const isPathEnd = (code: number): boolean =>
  code < 128 ? PATH_ENDS.has(code) : /\s/.test(String.fromCharCode(code));
const PATH_ENDS: ReadonlySet<number> = new Set(
  Array.from('\t\n\v\f\r "\'`<>=(?#', (sign) => sign.charCodeAt(0)),
);
const SCHEME = /[A-Za-z0-9+.-]/;
/** Spaces, quotes, brackets, and a comma before another, end a URL; the brackets of IPv6 and of placeholders do not. */
const REST =
  /(?:\[(?:REDACTED:[a-z0-9_]{1,32}:[0-9a-f]{8}|[0-9a-fA-F:.]{2,45})\]|[^\s,"'`<>\\^{}|()[\]]|,(?![A-Za-z][A-Za-z0-9+.-]{1,30}:\/\/)|\$\{\w{1,60}\}|\{\{?[\w .]{1,60}\}?\}|\(|\)(?=[^\s.,;]))+/y;
