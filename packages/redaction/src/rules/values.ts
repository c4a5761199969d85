import type { Edit } from '../edit.ts';
import type { Rule } from './rule.ts';

/** Registered values in every escaping, found in one pass however many there are. */
export function registeredValues(values: readonly string[]): Rule {
  const buckets = new Map<number, string[]>();
  const heads = new Uint8Array(65_536);
  const pairs = new Uint8Array(65_536);
  for (const value of new Set(values.flatMap(escapings))) {
    const head = headOf(value, 0);
    heads[head] = 1;
    pairs[pairOf(value.charCodeAt(0), value.charCodeAt(1))] = 1;
    buckets.set(
      head,
      [...(buckets.get(head) ?? []), value].toSorted((a, b) => b.length - a.length),
    );
  }
  return {
    name: 'values',
    readsData: true,
    mayFind: () => buckets.size > 0,
    find(text) {
      const edits: Edit[] = [];
      const last = buckets.size === 0 ? 0 : text.length - 3;
      let code = text.charCodeAt(0);
      for (let at = 0; at < last; at += 1) {
        const pair = pairOf(code, (code = text.charCodeAt(at + 1)));
        if (pairs[pair] === 0) continue;
        const head = headOf(text, at);
        if (heads[head] === 0) continue;
        const found = buckets.get(head)?.find((value) => text.startsWith(value, at));
        if (found === undefined) continue;
        edits.push({ start: at, end: at + found.length, kind: 'value' });
        at += found.length - 1;
        code = text.charCodeAt(at + 1);
      }
      return edits;
    },
  };
}

/** Most places need no longer look than this. */
const pairOf = (first: number, second: number): number => ((first << 7) ^ second) & 0xffff;

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

/** What base64 makes of the bytes in the middle of others: three ways, without the ends that neighbours share. */
function base64Alignments(bytes: Buffer): string[] {
  if (bytes.length < 6) return [bytes.toString('base64'), bytes.toString('base64url')];
  return [0, 1, 2].flatMap((shift) => {
    const padded = Buffer.concat([Buffer.alloc(shift), bytes]);
    const from = Math.ceil((shift * 8) / 6);
    const to = Math.floor((padded.length * 8) / 6);
    return [padded.toString('base64').slice(from, to), padded.toString('base64url').slice(from, to)];
  });
}
