import { base64Alignments } from '../base64-alignments.ts';
import type { Edit } from '../edit.ts';
import type { Rule } from './rule.ts';

/**
 * Registered values in every escaping, found in one pass however many there are: most places are passed over
 * by what two characters further on tell (Wu and Manber, "A fast algorithm for multi-pattern searching", 1994).
 */
export function registeredValues(values: readonly string[]): Rule {
  const all = [...new Set(values.flatMap(escapings))];
  const least = Math.min(MOST_SHIFT, ...all.map(({ length }) => length));
  const shifts = shiftsOf(all, least);
  const buckets = Map.groupBy(
    all.toSorted((a, b) => b.length - a.length),
    (value) => headOf(value, 0),
  );
  return {
    name: 'values',
    readsData: true,
    mayFind: () => all.length > 0,
    find(text) {
      const edits: Edit[] = [];
      for (let at = 0; at + least <= text.length;) {
        const shift = shifts[pairAt(text, at + least - 2)] as number;
        const found = shift > 0 ? undefined : valueAt(text, at, buckets.get(headOf(text, at)));
        if (found !== undefined) edits.push({ start: at, end: at + found.length, kind: 'value' });
        at += shift || (found?.length ?? 1);
      }
      return edits;
    },
  };
}

/** A function of its own: one made in the loop would hold a place for each character that is passed. */
function valueAt(text: string, at: number, values: readonly string[] = []): string | undefined {
  return values.find((value) => text.startsWith(value, at));
}

const MOST_SHIFT = 64;

/** How far the next place can be at which a value begins, by the last two of the first `least` characters from here. */
function shiftsOf(values: readonly string[], least: number): Uint8Array {
  const shifts = new Uint8Array(65_536).fill(least - 1);
  for (const value of values)
    for (let at = 0; at < least - 1; at += 1) {
      const pair = pairAt(value, at);
      shifts[pair] = Math.min(shifts[pair] as number, least - 2 - at);
    }
  return shifts;
}

const pairAt = (text: string, at: number): number =>
  ((text.charCodeAt(at) << 7) ^ text.charCodeAt(at + 1)) & 0xffff;

/** Mixes four characters into 16 bits. */
function headOf(text: string, at: number): number {
  return (
    (text.charCodeAt(at) ^
      (text.charCodeAt(at + 1) << 3) ^
      (text.charCodeAt(at + 2) << 6) ^
      (text.charCodeAt(at + 3) << 9)) &
    0xffff
  );
}

/** A value as it is written in URLs, forms, JSON, HTML, shells, base64, hex, UTF-16 and on several lines. */
function escapings(value: string): string[] {
  const lines = value.includes('\n')
    ? [
        value.replaceAll('\r', ''),
        value.replaceAll(/\r?\n/g, '\r\n'),
        value.replaceAll(/\s*\n\s*/g, ''),
        ...value.split(/\r?\n/).filter((line) => line.length >= 32),
      ]
    : [];
  return [value.trim(), ...lines].flatMap(writings).filter((text) => text.length >= 4);
}

function writings(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const uri = encodeURIComponent(wellFormed(value));
  const strict = uri.replace(/[!'()*~.-]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  const html = value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  const hex = Buffer.from(value).toString('hex');
  return [
    value,
    uri,
    lowerEscapes(uri),
    strict,
    lowerEscapes(strict),
    uri.replaceAll('%20', '+'),
    encodeURI(wellFormed(value)),
    uri.replaceAll('%', '%25'),
    json,
    json.replaceAll('/', '\\/'),
    json.replace(/[<>&'\u007f-\uffff]/g, unicodeEscape),
    JSON.stringify(json).slice(1, -1),
    html,
    html.replaceAll('&quot;', '&#34;').replaceAll("'", '&#39;'),
    html.replaceAll("'", '&#x27;'),
    value.replaceAll("'", `'\\''`),
    value.replaceAll("'", "''"),
    value.replaceAll('$', '$$$$'),
    value.replace(/["\\$`!]/g, '\\$&'),
    hex,
    hex.toUpperCase(),
    ...base64Alignments(Buffer.from(value)),
    ...base64Alignments(Buffer.from(value, 'utf16le')),
  ];
}

/** Without the lone surrogates that `encodeURIComponent` refuses. */
const wellFormed = (value: string): string => Buffer.from(value).toString();
const lowerEscapes = (uri: string): string => uri.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
const unicodeEscape = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
