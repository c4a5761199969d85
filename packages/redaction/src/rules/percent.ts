import { withoutDigests } from '../placeholder.ts';
import { type Edit, kindWithin } from '../edit.ts';
import { allMatches } from '../matches.ts';
import { percentDecoded } from '../values/percent-decoded.ts';
import { percentEncoded } from '../values/percent-encoded.ts';
import type { Scan } from './rule.ts';

const ESCAPE = /%[0-9A-Fa-f]{2}/y;
/** What ends a token, of ASCII; beyond it, spaces. */
const ENDS = new Uint8Array(128);
for (const sign of '&=;,?#/"\'`<>{}|^\\[] \t\n\v\f\r') ENDS[sign.charCodeAt(0)] = 1;
const endsToken = (code: number): boolean =>
  code < 128 ? ENDS[code] === 1 : /\s/.test(String.fromCharCode(code));
/** An apostrophe is not encoded: beside what is, it is a part of that. */
const endsAt = (text: string, at: number): boolean =>
  endsToken(text.charCodeAt(at)) && !(text[at] === "'" && (text[at + 1] === '%' || text[at - 3] === '%'));

/** Words of a form (WHATWG URL §5.1), in which `+` is a space. */
const WORDS = /=([\w.,:;!?'()*-][\w.,:;!?'()*#+-]*)(?=[&\s"']|$)/g;

/** Sentences under a name of a form, which have no escape in them: `Body=Your+code+is+…`. */
export const formWords = (text: string, scan: Scan): Edit[] =>
  allMatches(text, WORDS).flatMap(({ 0: whole, 1: words = '', index }): Edit[] => {
    if (!SENTENCE.test(words)) return [];
    const plain = words.replaceAll('+', ' ');
    const after = scan.decoded.inner(plain);
    const start = index + whole.length - words.length;
    return after === plain
      ? []
      : [
          {
            start,
            end: start + words.length,
            kind: kindWithin(after, 'encoded'),
            text: formEncoded(after),
          },
        ];
  });

const formEncoded = (text: string): string => percentEncoded(withoutDigests(text)).replaceAll('%20', '+');

/** Words with escapes among them; those of base64 would be longer. */
const FORM = /^(?:[^+]{1,30}(?:\+[^+]{1,30}){2,}|[A-Za-z]{2,14}\+[^+]{1,30})$/;
/** Three words. */
const SENTENCE = /^[^+]+\+[^+]*\+/;

/** How much of both is the same as it stands: what is not encoded is no part of what has to be put back. */
function sameHead(token: string, after: string): number {
  let length = 0;
  while (length < token.length && token[length] === after[length] && token[length] !== '%') length += 1;
  return length;
}

/** Texts in percent encoding (RFC 3986 §2.1): taken out, redacted, and put back in it. */
export function percent(text: string, scan: Scan): Edit[] {
  const edits: Edit[] = [];
  for (let at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
    ESCAPE.lastIndex = at;
    if (!ESCAPE.test(text)) continue;
    const floor = edits.at(-1)?.end ?? 0;
    let start = at;
    while (start > floor && !endsAt(text, start - 1)) start -= 1;
    let end = at;
    while (end < text.length && !endsAt(text, end)) end += 1;
    const token = text.slice(start, end);
    const isForm = text[start - 1] === '=' && FORM.test(token);
    const plain = percentDecoded(isForm || /%(?:22|7B)/i.test(token) ? token.replaceAll('+', ' ') : token);
    const after = plain === undefined ? undefined : scan.decoded.inner(plain);
    if (after !== undefined && after !== plain) {
      const head = isForm ? 0 : sameHead(token, after);
      edits.push({
        start: start + head,
        end,
        kind: kindWithin(after, 'encoded'),
        text: isForm ? formEncoded(after) : percentEncoded(withoutDigests(after.slice(head))),
      });
    }
    at = end;
  }
  return edits;
}
