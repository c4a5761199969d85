import { type Edit, kindWithin } from '../edit.ts';
import { PLACEHOLDER, withoutDigests } from '../placeholder.ts';
import type { JsonArray } from './read-json.ts';
import type { Scan } from './rule.ts';

/** Edits of a list of numbers that are the bytes of a text, as JSON of Node's buffers and of Rust's has it. */
export function byteListEdits({ source = '', start = 0 }: JsonArray, scan: Scan): Edit[] {
  if (source.length > LONGEST) return [];
  const bytes = bytesIn(source);
  if (bytes === undefined) return [];
  const text = Buffer.from(bytes).toString();
  if (text.includes('\ufffd')) return [];
  const after = scan.decoded.inner(text);
  if (after === text) return [];
  const clean = Array.from(Buffer.from(withoutDigests(after))).join(',');
  const [from, to] = [source.length - source.trimStart().length, source.trimEnd().length];
  return [{ start: start + from, end: start + to, kind: kindWithin(after, 'encoded'), text: clean }];
}

/** An edit of a list of bytes, of whatever else, among which a registered value stands. */
export function registeredBytes({ source = '', start = 0 }: JsonArray, scan: Scan): Edit | undefined {
  const after = scan.rewrite(source, (same) => same);
  if (after === source || bytesIn(source, -128) === undefined) return undefined;
  const text = after.replace(PLACEHOLDER, (found) => Buffer.from(withoutDigests(found)).join(','));
  return bytesIn(text, -128) === undefined
    ? undefined
    : { start, end: start + source.length, kind: 'value', text };
}

/** Numbers that commas part; undefined where one is no byte. Those of Java begin at -128. */
function bytesIn(source: string, least = 0): number[] | undefined {
  const bytes: number[] = [];
  for (let from = 0; from <= source.length;) {
    const comma = source.indexOf(',', from);
    const end = comma < 0 ? source.length : comma;
    const byte = Number(source.slice(from, end));
    if (!(byte >= least && byte < 256)) return undefined;
    bytes.push(byte);
    from = end + 1;
  }
  return bytes;
}

const LONGEST = 1024 * 1024;

/** Most lists are of measures; what the first numbers are tells. */
export const mayBeText = ({ source = '' }: JsonArray): boolean => TEXT.test(source.slice(0, HEAD));

const HEAD = 160;
/** Bytes of printable ASCII and of white space, and of a longer character in UTF-8. */
const CHAR = `(?:${[
  '9|1[03]|3[2-9]|[4-9]\\d|1[01]\\d|12[0-6]',
  '(?:19[2-9]|2[0-4]\\d)(?:\\s{0,8},\\s{0,8}(?:12[89]|1[3-8]\\d|19[01])){1,3}',
].join('|')})`;
const TEXT = new RegExp(`^\\s{0,8}(?:${CHAR}\\s{0,8},\\s{0,8}){5}${CHAR}(?![\\d.])`);
