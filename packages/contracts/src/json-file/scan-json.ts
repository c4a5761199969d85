import { show } from '../text.ts';

/** What is wrong with a JSON text, and where: `offset` counts UTF-16 units from its start. */
export interface JsonFault {
  code: FaultCode;
  offset: number;
  /** The keys and indexes that lead to it. */
  path: readonly (string | number)[];
  expected: string;
  received: string;
}

type FaultCode =
  | 'json_syntax'
  | 'json_depth'
  | 'json_duplicate_key'
  | 'json_forbidden_key'
  | 'json_text'
  | 'json_number';

export interface ScanOptions {
  maxDepth?: number;
  /** Sees the place of every member (its key) and every item, parents first; `true` ends the scan. */
  onPlace?: (path: readonly (string | number)[], offset: number) => boolean | undefined;
}

interface Frame {
  end: '}' | ']';
  keys: Set<string> | null;
}

const MAX_FAULTS = 20;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// What a string holds as it is.
// oxlint-disable-next-line no-control-regex
const PLAIN = /[^"\\\u0000-\u001F]*/y;
const SPACE = /[\t\n\r ]*/y;
const WORDS = ['true', 'false', 'null'] as const;

type State = 'value' | 'first item' | 'first key' | 'key' | 'after value';

/**
 * Walks a JSON text (RFC 8259) without recursion and lists what `JSON.parse` does not tell: where a
 * mistake is, keys that repeat, `__proto__`, depth, lone surrogates and numbers beyond a double. It
 * accepts exactly the grammar of `JSON.parse`.
 */
export function scanJson(text: string, { maxDepth = Infinity, onPlace }: ScanOptions = {}): JsonFault[] {
  const faults: JsonFault[] = [];
  const frames: Frame[] = [];
  const path: (string | number)[] = [];
  let state: State = 'value';
  let at = 0;

  const fault = (code: FaultCode, offset: number, expected: string, received: string): void => {
    if (faults.length < MAX_FAULTS) faults.push({ code, offset, path: [...path], expected, received });
  };
  const stop = (expected: string): JsonFault[] => {
    const received = at >= text.length ? 'the end of the text' : show(text[at]);
    faults.push({ code: 'json_syntax', offset: at, path: [...path], expected, received });
    return faults;
  };
  const close = (): void => {
    frames.pop();
    path.pop();
    at += 1;
    state = 'after value';
  };

  for (;;) {
    at = skip(SPACE, text, at);
    const character = text[at];
    const frame = frames.at(-1);
    if (state === 'after value') {
      if (frame === undefined) return at === text.length ? faults : stop('the end of the text');
      if (character === frame.end) close();
      else if (character !== ',') return stop(`"," or "${frame.end}"`);
      else {
        at += 1;
        state = frame.keys === null ? 'value' : 'key';
        if (frame.keys === null) path[path.length - 1] = (path.at(-1) as number) + 1;
      }
      continue;
    }
    if (frame !== undefined && state.startsWith('first') && character === frame.end) {
      close();
      continue;
    }
    if (state === 'key' || state === 'first key') {
      if (character !== '"') return stop(state === 'key' ? 'a key in quotes' : 'a key in quotes or "}"');
      const start = at;
      const end = endOfString(text, at);
      if (typeof end !== 'number') return ((at = end.at), stop(end.expected));
      const key = textOf(text.slice(start, end));
      path[path.length - 1] = key;
      checkKey(key, start, (frame as Frame).keys as Set<string>, fault);
      if (onPlace?.(path, start) === true) return faults;
      at = skip(SPACE, text, end);
      if (text[at] !== ':') return stop('":"');
      at += 1;
      state = 'value';
      continue;
    }
    if (frame?.keys === null && onPlace?.(path, at) === true) return faults;
    if (character === '{' || character === '[') {
      const isObject = character === '{';
      frames.push({ end: isObject ? '}' : ']', keys: isObject ? new Set() : null });
      if (frames.length > maxDepth) {
        fault('json_depth', at, `at most ${maxDepth} levels`, 'more');
        return faults;
      }
      path.push(isObject ? '' : 0);
      at += 1;
      state = isObject ? 'first key' : 'first item';
      continue;
    }
    if (character === '"') {
      const end = endOfString(text, at);
      if (typeof end !== 'number') return ((at = end.at), stop(end.expected));
      checkString(text, at, end, fault);
      at = end;
    } else {
      const end = endOfScalar(text, at);
      if (end === at) return stop(state === 'first item' ? 'a value or "]"' : 'a value');
      if (!Number.isFinite(Number(text.slice(at, end))) && !WORDS.includes(text.slice(at, end) as 'true')) {
        fault('json_number', at, 'a number that a double can hold', show(text.slice(at, end), 40));
      }
      at = end;
    }
    state = 'after value';
  }
}

type Report = (code: FaultCode, offset: number, expected: string, received: string) => void;

function checkKey(key: string, offset: number, keys: Set<string>, fault: Report): void {
  if (keys.has(key)) fault('json_duplicate_key', offset, 'each key once', `${show(key)} again`);
  // Objects made from such data by assignment would get another prototype.
  if (key === '__proto__') fault('json_forbidden_key', offset, 'no key "__proto__"', '"__proto__"');
  if (!key.isWellFormed()) fault('json_text', offset, 'well-formed Unicode', 'a lone surrogate');
  keys.add(key);
}

function checkString(text: string, start: number, end: number, fault: Report): void {
  const slice = text.slice(start, end);
  const isSuspect = slice.includes('\\u') || !slice.isWellFormed();
  if (isSuspect && !textOf(slice).isWellFormed()) {
    fault('json_text', start, 'well-formed Unicode', 'a lone surrogate');
  }
}

function textOf(literal: string): string {
  return literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1);
}

/** Offset after the closing quote, or where the string is broken. */
function endOfString(text: string, start: number): number | { at: number; expected: string } {
  for (let at = skip(PLAIN, text, start + 1); at < text.length; at = skip(PLAIN, text, at + 1)) {
    const character = text[at] as string;
    if (character === '"') return at + 1;
    if (character !== '\\') return { at, expected: 'no control character within a string' };
    at += 1;
    if (text[at] === 'u') {
      if (!/^[0-9a-fA-F]{4}$/.test(text.slice(at + 1, at + 5)))
        return { at, expected: 'four hex digits after "\\u"' };
      at += 4;
    } else if (at < text.length && !'"\\/bfnrt'.includes(text[at] as string)) {
      return { at, expected: 'an escape that JSON knows' };
    }
  }
  return { at: text.length, expected: 'a closing quote' };
}

function endOfScalar(text: string, at: number): number {
  const word = WORDS.find((each) => text.startsWith(each, at));
  return word === undefined ? skip(NUMBER, text, at) : at + word.length;
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
