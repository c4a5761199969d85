import { cue } from '../cues.ts';
import type { Edit } from '../edit.ts';
import type { Heard } from '../heard.ts';
import { judgeNamed } from '../values/judge.ts';
import { Mark } from '../signals.ts';
import type { Rule, Scan } from './rule.ts';
import { allMatches } from '../matches.ts';

/** Elements and attribute pairs of XML and HTML: `<password>…</password>`, `<add key="…" value="…">`, `<input name=… value=…>`, plists. */
export const markup: Rule = {
  name: 'markup',
  mayFind: ({ marks }) => (marks & (Mark.LESS | Mark.AMP)) > 0,
  find(text, scan, { heard }) {
    if (!text.includes('<') && !text.includes('&lt;')) return [];
    return [
      ...elements(text, scan),
      ...wrapped(text, scan),
      ...pairs(text, scan),
      ...namedElements(text, scan),
      ...cells(text, scan),
      ...tags(text, scan),
      ...keyValues(text, heard),
    ];
  },
};

const ELEMENT =
  /(?:<|&lt;)([A-Za-z_][\w:.-]{0,63})(?:\s[^<>]{0,300})?(?:>|&gt;)(?:<!\[CDATA\[)?\s{0,20}([^<>&\]\s][^<>\]]{0,4000}?)\s{0,20}(?:\]\]>)?(?=(?:<|&lt;)\/)/g;

function elements(text: string, scan: Scan): Edit[] {
  const edits: Edit[] = [];
  for (const found of allMatches(text, ELEMENT)) {
    const value = (found[2] ?? '').replace(/&lt;$/, '');
    const name = (found[1] ?? '').replace(/^[\w-]+:/, '');
    // of HTML
    if (name === 'code') continue;
    const kind = judgeNamed(scan.names, name, value);
    if (kind === undefined) continue;
    const start = found.index + found[0].lastIndexOf(found[2] ?? '');
    edits.push({ start, end: start + value.length, kind });
  }
  return edits;
}

const WRAPPED =
  /<([A-Za-z_][\w:.-]{2,63})>\s{0,40}<(value|string|text|plaintext|data)>\s{0,20}([^<>\s][^<>]{2,400}?)\s{0,20}<\/\2>/gi;

/** What an element of a telling name holds in one that says no more: `<AdministratorPassword><Value>…`. */
const wrapped = (text: string, scan: Scan): Edit[] =>
  allMatches(text, WRAPPED).flatMap((found) => {
    const [whole, name = '', , value = ''] = found;
    const kind = judgeNamed(scan.names, name.replace(/^[\w-]+:/, ''), value);
    const start = found.index + whole.lastIndexOf(value);
    return kind === undefined ? [] : [{ start, end: start + value.length, kind }];
  });

const KEY_VALUES = cue('<rsakeyvalue|<dsakeyvalue|:rsakeyvalue|:dsakeyvalue|<rsaparameters');
const KEY_VALUE = /[<:](rsa|dsa)(?:keyvalue|parameters)(?:\s[^<>]{0,300})?>/iy;
/** Longer than the largest key. */
const LONGEST_KEY = 12_000;
const KEY_PART =
  /<(?:\w{1,20}:)?(P|Q|DP|DQ|InverseQ|D|X)(?:\s[^<>]{0,100})?>\s{0,40}([A-Za-z0-9+/=]{8,2000})\s{0,40}(?=<\/)/g;

/** The private parts of a key as .NET and XML Signature write it, up to the next one; the primes of DSA are public. */
const keyValues = (text: string, heard: Heard): Edit[] =>
  heard.matches(KEY_VALUES, KEY_VALUE).flatMap(({ 0: head, 1: kind = '', index }, at, all) => {
    const from = index + head.length;
    const inside = text.slice(from, Math.min(all[at + 1]?.index ?? Infinity, from + LONGEST_KEY));
    const end = inside.search(
      kind.toLowerCase() === 'dsa' ? /<\/(?:\w{1,20}:)?dsa/i : /<\/(?:\w{1,20}:)?rsa/i,
    );
    return allMatches(end < 0 ? inside : inside.slice(0, end), KEY_PART)
      .filter(([, part]) => (part === 'X') === (kind.toLowerCase() === 'dsa'))
      .map(({ 0: part, 2: value = '', index: before }) => {
        const start = from + before + part.lastIndexOf(value);
        return { start, end: start + value.length, kind: 'key' };
      });
  });

const PAIR =
  /<(key|name|Key|Name|property|param|code)>\s{0,20}([^<>\s]{2,64})\s{0,20}<\/\1>\s{0,40}<(string|value|Value|data|val)>\s{0,20}(?:<string>\s{0,4})?([^<>]{1,4000}?)\s{0,20}(?:<\/string>\s{0,4})?<\/\3>/g;

function pairs(text: string, scan: Scan): Edit[] {
  const edits: Edit[] = [];
  for (const found of allMatches(text, PAIR)) {
    const value = found[4] ?? '';
    const kind = judgeNamed(scan.names, found[2] ?? '', value);
    if (kind === undefined) continue;
    const start = found.index + found[0].lastIndexOf(value);
    edits.push({ start, end: start + value.length, kind });
  }
  return edits;
}

const CELL =
  /<(th|td|dt|label|strong|b|span)(?:\s[^<>]{0,200})?>\s{0,20}([^<>:]{2,40}?)\s{0,3}:?\s{0,20}<\/\1>:?\s{0,40}(?:<(?:td|dd|span|code|div|tt)(?:\s[^<>]{0,200})?>\s{0,20}){0,2}([^<>\s][^<>]{2,400}?)\s{0,20}(?=<)/gi;

/** A label and what stands beside it on a page: `<th>Password</th><td>…</td>`. */
function cells(text: string, scan: Scan): Edit[] {
  return allMatches(text, CELL).flatMap((found) => {
    const [whole, , name = '', value = ''] = found;
    const strength = scan.names.strength(name);
    const isTelling = strength === 'personal' || (strength === 'secret' && !/\s/.test(value));
    const kind = isTelling ? judgeNamed(scan.names, name, value) : undefined;
    const start = found.index + whole.lastIndexOf(value);
    return kind === undefined ? [] : [{ start, end: start + value.length, kind }];
  });
}

const NAMED_ELEMENT =
  /<[A-Za-z][\w:.-]{0,40}\s[^<>]{0,200}?\b(?:name|key|id)="([^"]{2,64})"[^<>]{0,200}>\s{0,20}([^<>\s][^<>]{0,4000}?)\s{0,20}(?=<\/)/g;

function namedElements(text: string, scan: Scan): Edit[] {
  return allMatches(text, NAMED_ELEMENT).flatMap((found) => {
    const [whole, name = '', value = ''] = found;
    const kind = judgeNamed(scan.names, name, value);
    const start = found.index + whole.lastIndexOf(value);
    return kind === undefined ? [] : [{ start, end: start + value.length, kind }];
  });
}

const TAG = /<[A-Za-z][\w:.-]{0,40}\s([^<>]{8,4000})>/g;
const ATTRIBUTE = /([\w:.-]{1,64})\s{0,4}=\s{0,4}(?:"([^"]{0,4000})"|'([^']{0,4000})')/g;

/** A tag whose `name` or `key` attribute tells what its `value` or `content` is. */
function tags(text: string, scan: Scan): Edit[] {
  const edits: Edit[] = [];
  for (const tag of allMatches(text, TAG)) {
    const attributes = allMatches(tag[1] ?? '', ATTRIBUTE);
    const name = attributes.find(([, label = '']) => /^(?:name|key|id|property)$/i.test(label));
    const isPassword = attributes.some(
      ([, label = '', value = '']) => label === 'type' && value === 'password',
    );
    const label = isPassword ? 'password' : (name?.[2] ?? name?.[3]);
    const target = attributes.find(([, attribute = '']) =>
      /^(?:value|content|connectionString)$/i.test(attribute),
    );
    const value = target?.[2] ?? target?.[3];
    if (label === undefined || target === undefined || value === undefined) continue;
    const kind = judgeNamed(scan.names, label, value);
    if (kind === undefined) continue;
    const start =
      tag.index + tag[0].indexOf(tag[1] ?? '') + target.index + target[0].length - 1 - value.length;
    edits.push({ start, end: start + value.length, kind });
  }
  return edits;
}
