import { type Edit, kindWithin } from '../edit.ts';
import { withoutDigests } from '../placeholder.ts';
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

/** Numbers that commas part; undefined where one is no byte. */
function bytesIn(source: string): number[] | undefined {
  const bytes: number[] = [];
  for (let from = 0; from <= source.length;) {
    const comma = source.indexOf(',', from);
    const end = comma < 0 ? source.length : comma;
    const byte = Number(source.slice(from, end));
    if (!(byte >= 0 && byte < 256)) return undefined;
    bytes.push(byte);
    from = end + 1;
  }
  return bytes;
}

const LONGEST = 1024 * 1024;

/** Most lists are of measures; what the first numbers are tells. */
export const mayBeText = ({ source = '' }: JsonArray): boolean => TEXT.test(source.slice(0, HEAD));

const HEAD = 80;
/** Bytes of printable ASCII and of white space, and what begins a longer character. */
const BYTE = '(?:9|1[03]|3[2-9]|[4-9]\\d|1[01]\\d|12[0-6]|19[2-9]|2[0-4]\\d)';
const TEXT = new RegExp(`^\\s{0,8}(?:${BYTE}\\s{0,8},\\s{0,8}){7}${BYTE}(?![\\d.])`);
