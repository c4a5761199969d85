/** A name and where it stands. */
export interface Name {
  text: string;
  start: number;
}

/** Where a value stands, and whether something delimits it. */
export interface Value {
  start: number;
  end: number;
  quoted: boolean;
}

const NAME_LENGTH = 80;

/** The name before a `=` or `:`; undefined where that is part of something else. */
export function nameBefore(text: string, at: number): Name | undefined {
  const previous = text[at - 1] ?? '';
  const next = text[at + 1] ?? '';
  if ((previous === '?' || previous === '\\') && text[at] === '=') return nameEndingAt(text, at - 1);
  // a list of descriptions in AsciiDoc: `Password:: …`
  if (previous === ':' && text[at] === ':' && (next === ' ' || next === '\n')) return described(text, at - 1);
  if ('=!<>:+*/'.includes(previous) && previous !== '')
    return previous === ':' && text[at] === '=' ? nameEndingAt(text, at - 1) : undefined;
  if (
    text[at] === ':'
      ? next === ':' || next === '=' || next === '?' || (next === '/' && text[at + 2] === '/')
      : next === '='
  )
    return undefined;
  return nameEndingAt(text, at);
}

/** A name at the beginning of its line, straight before its colons; types stand behind a space. */
function described(text: string, at: number): Name | undefined {
  const name = text[at - 1] === ' ' ? undefined : nameEndingAt(text, at);
  return name !== undefined && isFirstOfLine(text, name) ? name : undefined;
}

/** Reads back over space, a closing quote and bracket (`["x"] =`, `\\"x\\": `, `x[] = `), and the name. */
function nameEndingAt(text: string, at: number): Name | undefined {
  let end = at;
  while (end > 0 && at - end < 20 && (text[end - 1] === ' ' || text[end - 1] === '\t')) end -= 1;
  if (text[end - 1] === ']') end -= text[end - 2] === '[' ? 2 : 1;
  end -= closingBefore(text, end);
  const floor = Math.max(0, end - NAME_LENGTH);
  let start = end;
  while (start > floor && isNameChar(text.charCodeAt(start - 1))) start -= 1;
  while (start < end && '-.$'.includes(text[start] ?? '')) start += 1;
  // `user%5Bpassword%5D=`
  if (text[start - 1] === '%') start += 2;
  return end - start < 2 ? undefined : { text: text.slice(start, end), start };
}

/** How long the quote is that ends at a place, in any escaping. */
function closingBefore(text: string, end: number): number {
  const code = text.charCodeAt(end - 1);
  if (code === 34 || code === 39 || code === 96) {
    let slashes = 0;
    while (slashes < MOST_SLASHES && text.charCodeAt(end - 2 - slashes) === 92) slashes += 1;
    return 1 + slashes;
  }
  if (code !== 59 && code !== 50 && code !== 68) return 0;
  return CLOSING.exec(text.slice(Math.max(0, end - 8), end))?.[0].length ?? 0;
}

const MOST_SLASHES = 7;
/** Ends in `;`, `2` or `D`. */
const CLOSING = /(?:&quot;|&#3[49];|%22|%5D)$/;

function isNameChar(code: number): boolean {
  if (code > 127) return code > 191;
  return (
    (code > 96 && code < 123) ||
    (code > 64 && code < 91) ||
    (code > 47 && code < 58) ||
    code === 95 ||
    code === 45 ||
    code === 46 ||
    code === 36
  );
}

/** What may stand between `=` and the value; `var_dump` of PHP names the type there, YAML an anchor and a tag. */
const SPACE = /\s{0,40}string\(\d{1,7}\) |[ \t]{0,40}(?:(?:&[\w-]{1,40}|!!\w{1,20})[ \t]{1,8}(?!=))?/y;
const QUOTE = /(?:[bfru@$]{1,2}(?=["']))?(\\{0,7})(["'`]|&quot;|&#3[49];|%22)/y;
/** What may stand on a line before a name. */
const LINE_LEAD =
  /(?:^|[\r\n]|\\n)[ \t]*(?:[-*+] )?(?:export |set |setx |env |ENV |ARG |\$env:|\$|--?)?["']?$/;

/** What a lead ends with, but for the beginning of the text. */
const LEAD_END = /[\r\nn \t"'$:-]/;

/** True when nothing stands on its line before a name but what leads to it: `export `, `- `, `--`. */
export const isFirstOfLine = (text: string, { start }: Name): boolean =>
  (start === 0 || LEAD_END.test(text[start - 1] ?? '')) &&
  LINE_LEAD.test(text.slice(Math.max(0, start - 24), start));

/** Literals of Lua, Perl, Ruby, C++, Rust and Swift. */
const ENCLOSED =
  /(?:\[\[|(?:qq?|%[qQ])[{([|!]|R"\(|r?#{1,3}")([^\s"'`[\]{}()|!#]{4,400})(\]\]|[})\]|!]|\)"|"#{1,3})/y;
const OPENERS: ReadonlySet<string> = new Set('[q%Rr#');

/** The value behind it, quoted or not. */
export function valueAfter(text: string, at: number, name: Name): Value | undefined {
  let start = at + 1;
  if (text[start] === '=' || text[start] === '>') start += 1;
  SPACE.lastIndex = start;
  start += SPACE.exec(text)?.[0].length ?? 0;
  if (text[at - 1] === ':' && text[at] === ':') {
    FOLDED.lastIndex = start;
    const folded = FOLDED.exec(text)?.[0];
    if (folded !== undefined) return { start, end: start + folded.length, quoted: true };
  }
  QUOTE.lastIndex = start;
  const quote = QUOTE.exec(text);
  // a label in a literal, as in `input("Password:")`: the quote ends it
  if (
    quote !== null &&
    start <= at + 2 &&
    quote[2] === text[name.start - 1] &&
    !text.slice(name.start + name.text.length, at).includes(quote[2] ?? '')
  )
    return undefined;
  if (quote !== null) {
    const mark = `${quote[1]}${quote[2]}`;
    const begin = start + quote[0].length;
    // of TOML and Python, over several lines where it likes
    const isTripled = mark.length === 1 && text.startsWith(mark + mark, begin);
    return isTripled ? quotedValue(text, begin + 2, mark.repeat(3)) : quotedValue(text, begin, mark);
  }
  if (OPENERS.has(text[start] ?? '')) {
    ENCLOSED.lastIndex = start;
    const [whole = '', found = '', closing = ''] = ENCLOSED.exec(text) ?? [];
    const end = start + whole.length - closing.length;
    if (found !== '') return { start: end - found.length, end, quoted: true };
  }
  if (/authorization$/i.test(name.text)) {
    AUTH_PARAMETERS.lastIndex = start;
    const found = AUTH_PARAMETERS.exec(text)?.[0].trimEnd();
    if (found !== undefined) return { start, end: start + found.length, quoted: true };
  }
  // ODBC puts what may hold a semicolon in braces
  if (text[start] === '{' && /^pwd|password$/i.test(name.text)) {
    BRACED.lastIndex = start;
    const found = BRACED.exec(text)?.[1];
    if (found !== undefined) return { start: start + 1, end: start + 1 + found.length, quoted: true };
  }
  if (text[start] === '|' || (text[start] === '>' && /[-+\d]?\s*\n/y.test(text.slice(start + 1, start + 6))))
    return blockValue(text, start, name);
  const end =
    isWholeLine(name.text) || isFirstOfLine(text, name) ? lineEnd(text, start) : bareEnd(text, start);
  return end > start ? { start, end, quoted: false } : undefined;
}

/** A scheme and its parameters (RFC 9110 §11.4), which are quoted inside a line that is not. */
const AUTH_PARAMETERS =
  /[A-Za-z][\w-]{1,40}[ \t]{1,4}(?:[\w-]{1,40}[ \t]{0,2}=[ \t]{0,2}(?:"[^"\r\n]{0,2000}(?:"(?!\w)|$)|[^\s,"'=]{1,2000}(?=[\s,"']|$))(?:[ \t]{0,2},[ \t]{0,2})?){1,30}/y;

/** Base64 behind two colons, which goes on in the lines that begin with a space (LDIF, RFC 2849). */
const FOLDED =
  /(?:[A-Za-z0-9+/]{4}){1,4000}(?:\r?\n [A-Za-z0-9+/]{1,100}){0,200}={0,2}(?=[ \t]{0,8}(?:[\r\n]|$))/y;
const BRACED = /\{([^\s{}"]{3,200})\}(?=[;"'\s]|$)/y;
const LONGEST = 20_000;

function quotedValue(text: string, start: number, quote: string): Value | undefined {
  const limit = Math.min(text.length, start + LONGEST);
  for (let end = text.indexOf(quote, start); end >= 0 && end <= limit; end = text.indexOf(quote, end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 92 && slashes < 16) slashes += 1;
    if (quote.startsWith('\\') ? slashes === 0 : slashes % 2 === 0) return { start, end, quoted: true };
  }
  const end = bareEnd(text, start);
  return end > start ? { start, end, quoted: false } : undefined;
}

/** The indented lines of a YAML block scalar (YAML 1.2.2 §8.1). */
function blockValue(text: string, at: number, name: Name): Value | undefined {
  const lineStart = text.lastIndexOf('\n', name.start) + 1;
  const indent = /^[ -]*/.exec(text.slice(lineStart, Math.min(lineStart + 100, name.start)))?.[0].length ?? 0;
  const first = text.indexOf('\n', at) + 1;
  if (first === 0) return undefined;
  let end = first;
  while (end < text.length && end - first < LONGEST) {
    const next = text.indexOf('\n', end);
    const line = text.slice(end, next < 0 ? text.length : next);
    if (line.trim() !== '' && line.length - line.trimStart().length <= indent) break;
    end = next < 0 ? text.length : next + 1;
  }
  const start = first + (/^\s*/.exec(text.slice(first, Math.min(end, first + 200)))?.[0].length ?? 0);
  const length = text.slice(start, end).trimEnd().length;
  return length > 0 ? { start, end: start + length, quoted: true } : undefined;
}

const isWholeLine = (name: string): boolean => /(?:^|-)(?:authorization|cookie)$/i.test(name);

function lineEnd(text: string, start: number): number {
  LINE_REST.lastIndex = start;
  const rest = LINE_REST.exec(text)?.[0] ?? '';
  return start + rest.replace(/(?<!\s)\s+(?:#|\/\/).*$/, '').replace(/(?<![\s;,])[\s;,]+$/, '').length;
}

/** To the end of the line, the string literal or the shell word. */
const LINE_REST = /(?:[^\r\n"'\\<]|\\(?![rn"'])){0,8000}/y;
const BARE =
  /(?:\$\{[^{}\s"'`]{1,80}\}|[^\s,;&"'`<>()[\]{}|\\]|\\(?![rntu"'\\]))(?:\$\{[^{}\s"'`]{1,80}\}|[^\s,;&"'`<>)\]}|\\]|\\(?![rntu"'\\])){0,8000}/y;

function bareEnd(text: string, start: number): number {
  BARE.lastIndex = start;
  const found = BARE.exec(text)?.[0] ?? '';
  return start + found.replace(/(?<![.:])[.:]+$/, '').length;
}
