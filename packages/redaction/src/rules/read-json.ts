import { allMatches } from '../matches.ts';
import { detached } from '../memory.ts';
/** A JSON value with its place in the text. `value` of a number is its source. */
export type JsonNode = JsonScalar | { type: 'object'; members: [JsonScalar, JsonNode][] } | JsonArray;

export interface JsonArray {
  type: 'array';
  readonly items: JsonNode[];
  /** True for a list of nothing but numbers, each of fewer digits than a card has; its items are read when asked for. */
  readonly isMeasured?: true;
  /** What such a list is read from. */
  readonly source?: string;
  /** Where that begins. */
  readonly start?: number;
}

export interface JsonScalar {
  type: 'string' | 'number' | 'literal';
  value: string;
  start: number;
  end: number;
  /** True for a string whose end is not there. */
  isCut?: true;
}

/** True where no character is written in another way: as an escape, which takes more than one. */
export const isWrittenOut = ({ value, start, end, isCut }: JsonScalar): boolean =>
  end - start === value.length + (isCut === true ? 1 : 2);

/** A string for the place of another one, whose end may have been cut off. */
export function stringFor({ isCut }: JsonScalar, value: string): string {
  const text = JSON.stringify(value);
  return isCut === true ? text.slice(0, -1) : text;
}

/** Reads a JSON text (RFC 8259) without losing duplicate keys or places; undefined when it is not one. */
export function readJson(text: string): JsonNode | undefined {
  const { root, end, isCut } = readJsonAt(text, 0);
  return end === text.length && !isCut ? root : undefined;
}

/** JSON within a text, and where what follows it begins. */
interface Found {
  root?: JsonNode;
  end: number;
  /** True for JSON that does not end as it began: of its objects and lists, what was there. */
  isCut: boolean;
}

/** Reads the JSON that begins at a place of a text, as far as it is there. */
export function readJsonAt(text: string, from: number): Found {
  let at = skipSpace(text, from);
  const opening = text[at];
  if (opening !== '{' && opening !== '[') return { end: at, isCut: true };
  const stack: Exclude<JsonNode, JsonScalar>[] = [];
  let key: JsonScalar | undefined;
  let root: JsonNode | undefined;
  /** Where the last string begins: other JSON may, within what was taken for one. */
  let last = at;
  const cut = (end = last): Found => ({ ...(root !== undefined && { root }), end, isCut: true });
  for (;;) {
    at = skipSpace(text, at);
    const top = stack.at(-1);
    const code = text.charCodeAt(at);
    if (top?.type === 'object' && key === undefined && code !== CLOSE_OBJECT) {
      key = readString(text, at);
      if (key === undefined) return cut();
      last = at;
      key.value = sameString(key.value);
      at = skipSpace(text, key.end);
      if (text.charCodeAt(at) !== COLON) return cut();
      at += 1;
      continue;
    }
    let node: JsonNode | undefined;
    const numbers = code === OPEN_ARRAY ? numbersEnd(text, at + 1) : -1;
    if (numbers > 0) {
      node = new MeasuredList(text, at + 1, numbers);
      at = numbers + 1;
    } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      node = code === OPEN_OBJECT ? { type: 'object', members: [] } : { type: 'array', items: [] };
      at += 1;
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      if (key !== undefined || top === undefined || (top.type === 'object') !== (code === CLOSE_OBJECT))
        return cut();
    } else {
      node = code === QUOTE ? readString(text, at) : readWord(text, at);
      if (node === undefined) {
        const rest = code === QUOTE ? readCutString(text, at) : undefined;
        if (rest === undefined) return cut();
        if (top?.type === 'array') top.items.push(rest);
        else if (top !== undefined && key !== undefined) top.members.push([key, rest]);
        return cut(rest.end);
      }
      if (code === QUOTE) last = at;
      at = node.end;
    }
    if (node !== undefined) {
      root ??= node;
      if (top?.type === 'array') top.items.push(node);
      else if (top !== undefined && key !== undefined) top.members.push([key, node]);
      key = undefined;
    }
    if (node?.type === 'object' || (node?.type === 'array' && node.isMeasured !== true)) {
      stack.push(node);
      const first = skipSpace(text, at);
      const close = text.charCodeAt(first);
      if (close !== CLOSE_OBJECT && close !== CLOSE_ARRAY) continue;
      at = first;
    }
    // a value has ended: close what closes here, then a comma or the end
    for (at = skipSpace(text, at); isClose(text.charCodeAt(at)); at = skipSpace(text, at + 1)) {
      const closed = stack.pop();
      if (closed === undefined || (closed.type === 'object') !== (text.charCodeAt(at) === CLOSE_OBJECT))
        return cut();
    }
    if (stack.length === 0)
      return { ...(root !== undefined && { root }), end: at, isCut: root === undefined };
    if (text.charCodeAt(at) !== COMMA) return cut();
    at += 1;
  }
}

const keys = new Map<string, string>();

/** The one string that equal keys share: what is known about a key is then found without a look at its characters. */
function sameString(key: string): string {
  const known = keys.get(key);
  if (known !== undefined) return known;
  if (key.length > LONGEST_KEY) return key;
  if (keys.size > 20_000) keys.clear();
  const own = detached(key);
  keys.set(own, own);
  return own;
}

const LONGEST_KEY = 64;

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

const isClose = (code: number): boolean => code === CLOSE_OBJECT || code === CLOSE_ARRAY;

function skipSpace(text: string, from: number): number {
  let at = from;
  for (
    let code = text.charCodeAt(at);
    code === 32 || code === 10 || code === 13 || code === 9;
    code = text.charCodeAt(at)
  )
    at += 1;
  return at;
}

function readString(text: string, start: number): JsonScalar | undefined {
  if (text.charCodeAt(start) !== QUOTE) return undefined;
  let end = text.indexOf('"', start + 1);
  if (end < 0) return undefined;
  const plain = text.slice(start + 1, end);
  if (!plain.includes('\\')) return { type: 'string', value: plain, start, end: end + 1 };
  while (isEscaped(text, end)) {
    end = text.indexOf('"', end + 1);
    if (end < 0) return undefined;
  }
  // looked at before it is parsed: an error takes as long as hundreds of characters
  const source = text.slice(start, end + 1);
  if (CONTROL.test(source) || !hasValidEscapes(source)) return undefined;
  return { type: 'string', value: JSON.parse(source) as string, start, end: end + 1 };
}

/** A string that goes on to the end of its line or to an escape that is none, as its end was cut off. */
function readCutString(text: string, start: number): JsonScalar | undefined {
  let end = start + 1;
  // by hand, as an expression would remember every character of a long one
  for (let code = text.charCodeAt(end); code >= SPACE; code = text.charCodeAt(end)) {
    if (code === QUOTE) return undefined;
    ESCAPE.lastIndex = end;
    if (code !== BACKSLASH) end += 1;
    else if (ESCAPE.test(text)) end = ESCAPE.lastIndex;
    else break;
  }
  const value = JSON.parse(`${text.slice(start, end)}"`) as string;
  return { type: 'string', value, start, end, isCut: true };
}

/** What stands in no string (RFC 8259 §7). */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\0-\x1f]/;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

function hasValidEscapes(source: string): boolean {
  for (let at = source.indexOf('\\'); at >= 0; at = source.indexOf('\\', ESCAPE.lastIndex)) {
    ESCAPE.lastIndex = at;
    if (!ESCAPE.test(source)) return false;
  }
  return true;
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === BACKSLASH) before -= 1;
  return (at - before) % 2 === 0;
}

const WORD = /(?:(true|false|null)|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])/y;

function readWord(text: string, start: number): JsonScalar | undefined {
  const end = numberEnd(text, start);
  if (end > start) return { type: 'number', value: text.slice(start, end), start, end };
  WORD.lastIndex = start;
  const found = WORD.exec(text);
  if (found === null) return undefined;
  return { type: found[1] === undefined ? 'number' : 'literal', value: found[0], start, end: WORD.lastIndex };
}

/** The end of a plain number, which most are, and long lists of which embeddings hold; `start` for any other. */
function numberEnd(text: string, start: number): number {
  let at = text.charCodeAt(start) === MINUS ? start + 1 : start;
  const whole = at;
  while (isDigit(text.charCodeAt(at))) at += 1;
  if (at === whole) return start;
  if (text.charCodeAt(at) === POINT) {
    const fraction = (at += 1);
    while (isDigit(text.charCodeAt(at))) at += 1;
    if (at === fraction) return start;
  }
  const next = text.charCodeAt(at);
  return next === COMMA || next === CLOSE_ARRAY || next === CLOSE_OBJECT || next === 10 || next === 32
    ? at
    : start;
}

/** The end of a list of short numbers, which embeddings and images are; -1 for any other. */
function numbersEnd(text: string, from: number): number {
  for (let at = from; ; at += 1) {
    let code = text.charCodeAt(at);
    // each character is read once: vectors have thousands of numbers
    if (code <= SPACE) code = text.charCodeAt((at = skipSpace(text, at)));
    if (code === MINUS) code = text.charCodeAt((at += 1));
    const whole = at;
    while (isDigit(code)) code = text.charCodeAt((at += 1));
    if (at === whole || at - whole > MOST_DIGITS) return -1;
    if (code === POINT) {
      const fraction = at + 1;
      do code = text.charCodeAt((at += 1));
      while (isDigit(code));
      if (at === fraction) return -1;
    }
    if (code <= SPACE) code = text.charCodeAt((at = skipSpace(text, at)));
    if (code !== COMMA) return code === CLOSE_ARRAY ? at : -1;
  }
}

const MOST_DIGITS = 12;

/** A class, as there may be one for each of many answers of a model, of which hardly any is asked for its items. */
class MeasuredList implements JsonArray {
  readonly type = 'array';
  readonly isMeasured = true;
  readonly start: number;
  readonly #text: string;
  readonly #end: number;
  #items: JsonNode[] | undefined;

  constructor(text: string, start: number, end: number) {
    this.start = start;
    this.#text = text;
    this.#end = end;
  }

  get source(): string {
    return this.#text.slice(this.start, this.#end);
  }

  get items(): JsonNode[] {
    const { start } = this;
    return (this.#items ??= allMatches(this.source, /[^\s,]+/g).map(({ 0: value, index }) => ({
      type: 'number',
      value,
      start: start + index,
      end: start + index + value.length,
    })));
  }
}

const SPACE = 32;
const MINUS = 45;
const POINT = 46;
const isDigit = (code: number): boolean => code > 47 && code < 58;
