/** The middle of many like lines, from the beginning of one to the end of another. */
export interface LineBlock {
  start: number;
  end: number;
  /** Where the data of its lines begins and ends, in turn, where there is some to be decoded. */
  runs: number[];
  /** False where each line may be a key of its own, which has to be looked at. */
  isData: boolean;
}

/** What is kept of both ends. */
const KEPT = 512;
const LONGEST_LINE = 240;
/**
 * The lines around a place, where so many characters of lines that are alike stand together that only what decodes them
 * can find something in the middle: base64 on lines of one width, or measured numbers.
 *
 * @param from where to stop on the way back
 * @param least characters that are worth it
 */
export function lineBlockAt(text: string, at: number, from: number, least: number): LineBlock | undefined {
  const first = lineStartBefore(text, at, from);
  if (first === undefined) return undefined;
  const width = measuredEnd(text, first) > 0 ? 0 : widthOf(text, first);
  if (width === undefined) return undefined;
  const endOf = width === 0 ? measuredEnd : (_: string, start: number): number => dataEnd(text, start, width);
  const starts = [first];
  for (let next = first; next > from;) {
    const start = lineStartBefore(text, next - 1, from);
    if (start === undefined || endOf(text, start) !== next) break;
    starts.push((next = start));
  }
  starts.reverse();
  for (let next = endOf(text, first), end = endOf(text, next); end > 0; end = endOf(text, next)) {
    starts.push(next);
    next = end;
  }
  return middleOf(text, starts, width, least);
}

function middleOf(text: string, starts: number[], width: number, least: number): LineBlock | undefined {
  const [first = 0, last = 0] = [starts[0], starts.at(-1)];
  if (last - first < least) return undefined;
  const inner = starts.filter((start) => start >= first + KEPT && start <= last - KEPT);
  const [start, end] = [inner[0], inner.at(-1)];
  if (start === undefined || end === undefined || end === start) return undefined;
  const runs: number[] = [];
  if (width === 0) return { start, end, runs, isData: true };
  let signs = 0;
  for (const line of inner.slice(0, -1)) {
    const at = spacesEnd(text, line);
    runs.push(at, at + width);
    if (/[+/]/.test(text.slice(at, at + width))) signs += 1;
  }
  return { start, end, runs, isData: signs * 2 > inner.length };
}

/** Behind a number that was measured, as lists of embeddings have thousands of them: an item of YAML, of JSON; else 0. */
function measuredEnd(text: string, start: number): number {
  let at = spacesEnd(text, start);
  if (text.charCodeAt(at) === DASH && text.charCodeAt(at + 1) === SPACE) at += 2;
  if (text.charCodeAt(at) === DASH) at += 1;
  const point = digitsEnd(text, at);
  if (point === at || point - at > MOST_WHOLE || text.charCodeAt(point) !== POINT) return 0;
  at = digitsEnd(text, point + 1);
  const places = at - point - 1;
  if (places < LEAST_PLACES || places > MOST_PLACES) return 0;
  if (text.charCodeAt(at) === SMALL_E) {
    const sign = text.charCodeAt(at + 1);
    const power = sign === DASH || sign === PLUS ? at + 2 : at + 1;
    at = digitsEnd(text, power);
    if (at === power || at - power > MOST_POWER) return 0;
  }
  return breakEnd(text, text.charCodeAt(at) === COMMA ? at + 1 : at);
}

/** Characters of base64 on a line that is wrapped (RFC 2045 §6.8, RFC 7468 §3), as files of YAML hold images and documents. */
function widthOf(text: string, start: number): number | undefined {
  const from = spacesEnd(text, start);
  let at = from;
  while (at - from <= MOST_WIDTH && BASE64[text.charCodeAt(at)] === 1) at += 1;
  const width = at - from;
  const isLine = width >= LEAST_WIDTH && width <= MOST_WIDTH && width % 4 === 0;
  return isLine && dataEnd(text, start, width) > 0 ? width : undefined;
}

/** Behind a line of so many; else 0. */
function dataEnd(text: string, start: number, width: number): number {
  const from = spacesEnd(text, start);
  const to = from + width;
  for (let at = from; at < to; at += 1) if (BASE64[text.charCodeAt(at)] !== 1) return 0;
  return breakEnd(text, text.charCodeAt(to) === BACKSLASH ? to + 1 : to);
}

function breakEnd(text: string, at: number): number {
  const end = text.charCodeAt(at) === RETURN ? at + 1 : at;
  return text.charCodeAt(end) === LINE ? end + 1 : 0;
}

function digitsEnd(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code > 47 && code < 58;) code = text.charCodeAt((at += 1));
  return at;
}

function spacesEnd(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); at - from < MOST_SPACE && (code === SPACE || code === TAB);)
    code = text.charCodeAt((at += 1));
  return at;
}

const MOST_SPACE = 40;
const MOST_WHOLE = 4;
const LEAST_PLACES = 3;
const MOST_PLACES = 20;
const MOST_POWER = 3;
const LEAST_WIDTH = 60;
const MOST_WIDTH = 160;

/** Where the line of a character begins; undefined where it is longer than those that are looked for. */
function lineStartBefore(text: string, at: number, from: number): number | undefined {
  let start = at;
  while (start > from && at - start < LONGEST_LINE && text.charCodeAt(start - 1) !== LINE) start -= 1;
  return start >= from && (start === 0 || text.charCodeAt(start - 1) === LINE) ? start : undefined;
}

const TAB = 9;
const LINE = 10;
const RETURN = 13;
const SPACE = 32;
const PLUS = 43;
const COMMA = 44;
const DASH = 45;
const POINT = 46;
const BACKSLASH = 92;
const SMALL_E = 101;
const BASE64 = new Uint8Array(65_536);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
  BASE64[char.charCodeAt(0)] = 1;
