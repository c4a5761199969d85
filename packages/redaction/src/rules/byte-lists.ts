import { type Edit, kindWithin } from '../edit.ts';
import { withoutDigests } from '../placeholder.ts';
import type { JsonArray } from './read-json.ts';
import type { Scan } from './rule.ts';

/** Edits of a list of numbers that are the bytes of a text, as JSON of Node's buffers and of Rust's has it. */
export function byteListEdits({ source = '', items }: JsonArray, scan: Scan): Edit[] {
  const bytes = items.map((item) => (item.type === 'number' ? Number(item.value) : -1));
  const [first, last] = [items[0], items.at(-1)];
  if (first?.type !== 'number' || last?.type !== 'number' || source.length > LONGEST) return [];
  if (!bytes.every((byte) => byte >= 0 && byte < 256)) return [];
  const text = Buffer.from(bytes).toString();
  if (text.includes('\ufffd')) return [];
  const after = scan.decoded.inner(text);
  if (after === text) return [];
  const clean = Array.from(Buffer.from(withoutDigests(after))).join(',');
  return [{ start: first.start, end: last.end, kind: kindWithin(after, 'encoded'), text: clean }];
}

const LONGEST = 1024 * 1024;

/** Most lists are of measures; what the first numbers are tells. */
export const mayBeText = ({ source = '' }: JsonArray): boolean => TEXT.test(source.slice(0, HEAD));

const HEAD = 80;
/** Bytes of printable ASCII and of white space, and what begins a longer character. */
const BYTE = '(?:9|1[03]|3[2-9]|[4-9]\\d|1[01]\\d|12[0-6]|19[2-9]|2[0-4]\\d)';
const TEXT = new RegExp(`^\\s{0,8}(?:${BYTE}\\s{0,8},\\s{0,8}){7}${BYTE}(?![\\d.])`);
