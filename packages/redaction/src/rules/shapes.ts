import { bareKey } from './bare-keys.ts';
import { compiled } from '../compiled.ts';
import { cue } from '../cues.ts';
import type { Heard } from '../heard.ts';
import type { Edit } from '../edit.ts';
import { isBenign } from '../values/is-benign.ts';
import { isCommonId, isOpaque } from '../values/is-opaque.ts';
import type { Rule } from './rule.ts';
import { headsOf } from '../heads.ts';
import { INFIX_SHAPES, SHAPES } from './vendor-shapes.ts';
import { allMatches } from '../matches.ts';

/** Keys and tokens that are recognised by their form alone, wherever they stand. */
export const shapes: Rule = {
  name: 'shapes',
  mayFind: ({ runs }) => runs.length > 0,
  find(text, _scan, { runs, heard }) {
    const edits: Edit[] = [];
    for (let at = 0; at < runs.length; at += 2) {
      shapesInRun(text, runs[at] ?? 0, runs[at + 1] ?? 0, edits);
      behindBar(text, runs[at] ?? 0, edits);
      bareKey(text, runs[at] ?? 0, runs[at + 1] ?? 0, edits);
    }
    if (heard.has(PARTS)) infixes(text, runs, heard, edits);
    if (heard.has(EXPO))
      for (const { 0: token, index } of allMatches(text, EXPO_TOKEN))
        edits.push({ start: index, end: index + token.length, kind: 'push' });
    if (heard.has(AWS)) {
      for (const found of [...allMatches(text, AWS_PAIR), ...allMatches(text, AWS_ROW)]) {
        const end = found.index + found[0].length;
        if (!isBenign(text.slice(end - 40, end))) edits.push({ start: end - 40, end, kind: 'aws' });
      }
    }
    return edits;
  },
};

/** What Meta gives its apps: an id, a bar, which no run has in it, and a secret. */
function behindBar(text: string, from: number, edits: Edit[]): void {
  if (text[from - 1] !== '|') return;
  const [id] = APP_ID.exec(text.slice(Math.max(0, from - 24), from)) ?? [];
  if (id === undefined) return;
  APP_SECRET.lastIndex = from;
  const [secret] = APP_SECRET.exec(text) ?? [];
  if (secret !== undefined && isOpaque(secret, 24))
    edits.push({ start: from - id.length, end: from + secret.length, kind: 'facebook' });
}

const APP_ID = /(?<![A-Za-z0-9])(?:LLM\|)?\d{13,17}\|$/;
const APP_SECRET = /[A-Za-z0-9_-]{24,40}(?![A-Za-z0-9_-])/y;

/** What a phone is reached by, in brackets, which no other shape has. */
const EXPO = cue('expopushtoken[|exponentpushtoken[');
const EXPO_TOKEN = /\bExpo(?:nent)?PushToken\[[\w-]{16,40}\]/g;

function infixes(text: string, runs: readonly number[], heard: Heard, edits: Edit[]): void {
  for (const { kind, part, those, pattern } of INFIX) {
    if (!heard.has(those)) continue;
    for (let at = 0; at < runs.length; at += 2) {
      const from = runs[at] ?? 0;
      const to = runs[at + 1] ?? 0;
      if (to - from < SHORTEST_INFIX || to - from > LONGEST_INFIX) continue;
      const run = text.slice(from, to);
      if (!run.includes(part)) continue;
      if (part === '==' && NO_KEY.test(text.slice(Math.max(0, from - NEAR), from + 2))) continue;
      for (const { 0: secret, index } of allMatches(run, pattern))
        if (part !== '==' || !isText(secret))
          edits.push({ start: from + index, end: from + index + secret.length, kind });
    }
  }
}

/** Of a text in base64 the text is looked at. */
const isText = (encoded: string): boolean =>
  /^[\t\n\r\x20-\x7e]+$/.test(Buffer.from(encoded.slice(-88), 'base64').toString('latin1'));

/** What names a digest, a signature, or bytes of any kind, of which there are as many as a key of Azure's has. */
const NO_KEY =
  /modulus>|hash|digest|checksum|integrity|sha-?512|etag|signature|dnskey|rrsig|(?:^|[;\s])b=$|"base64\\*":|;base64,/i;
const NEAR = 24;
const SHORTEST_INFIX = 35;
/** Longer runs are data: what has no prefix cannot be told from it. */
const LONGEST_INFIX = 2000;

function shapesInRun(text: string, from: number, to: number, edits: Edit[]): void {
  const all = bucketsOf();
  // each turn begins behind no letter or digit
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (isDigit(code)) {
      const end = digitsEnd(text, at, to);
      // numbers and their fractions, which long lists are full of, begin nothing
      if (end === to || text.charCodeAt(end) === POINT) {
        at = end;
        continue;
      }
    }
    const bucket = all[code];
    const length = bucket === undefined ? 0 : shapeAt(text, at, to, bucket, edits);
    if (length === 0 && ALPHANUMERIC[code] !== 1) continue;
    at += Math.max(length, 1);
    while (at < to && ALPHANUMERIC[text.charCodeAt(at)] === 1) at += 1;
  }
}

const POINT = 46;

function digitsEnd(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && isDigit(text.charCodeAt(at))) at += 1;
  return at;
}

const isDigit = (code: number): boolean => code > 47 && code < 58;
function shapeAt(text: string, start: number, to: number, bucket: Bucket, edits: Edit[]): number {
  const secret = shapeText(bucket, text, start);
  if (secret !== undefined && isWithinData(text, start)) return 0;
  if (secret !== undefined) {
    if (!isMasked(secret))
      edits.push({ start, end: start + secret.length, kind: kindOfShape(secret, bucket) });
    return secret.length;
  }
  if (to - start < 22 || isInWord(text, start) || !isPrefixed(text, start)) return 0;
  const length = genericAt(text, start);
  if (length > 0) edits.push({ start, end: start + length, kind: 'key' });
  return length;
}

function isInWord(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1);
  return before === DASH || before === LOW_LINE || ALPHANUMERIC[before] === 1;
}

/** Most words are followed by none of the signs that end a prefix. */
function isPrefixed(text: string, start: number): boolean {
  for (let at = start + 1; at < start + LONGEST_PREFIX; at += 1) {
    const code = text.charCodeAt(at);
    if (code === DASH || code === LOW_LINE) return true;
    if (ALPHANUMERIC[code] !== 1) return false;
  }
  return false;
}

const DASH = 45;
const LOW_LINE = 95;
const LONGEST_PREFIX = 17;

/** How long a key without a vendor is. */
function genericAt(text: string, start: number): number {
  const match = (pattern: RegExp): [whole: string, tail: string] => {
    pattern.lastIndex = start;
    const [whole = '', tail = ''] = pattern.exec(text) ?? [];
    return [whole, tail];
  };
  if (ANCHOR.test(text.slice(Math.max(0, start - 1), start + 6))) return 0;
  const [named, namedTail] = match(GENERIC);
  if (
    isOpaque(namedTail, 16) &&
    isMadeByMachine(namedTail) &&
    !isCommonId(namedTail) &&
    !PUBLIC.test(named) &&
    !POD.test(named)
  )
    return named.length;
  const [told, toldTail] = match(TOLD);
  if (isOpaque(toldTail, 20) && !POD.test(told) && !IDENTIFIER.test(told)) return told.length;
  const [long, run] = match(LONG);
  const isMixed = /[A-Z]/.test(run) && /[a-z]/.test(run) && /\d[^\d]{0,200}\d/.test(run);
  return isMixed && !isCommonId(long) ? long.length : 0;
}

/** The place of a file in a comparison of GitHub's. */
const ANCHOR = /^#diff-/;

/** Words run together have neither. */
const isMadeByMachine = (tail: string): boolean =>
  /\d/.test(tail) || (/[A-Z]/.test(tail) && /[a-z]/.test(tail));

/** What so many characters of base64 run into is more of them: an image, sound, a signature. */
const DATA = 256;

function isWithinData(text: string, start: number): boolean {
  if (start < DATA) return false;
  for (let at = start - DATA; at < start; at += 1) if (!BASE64.has(text.charCodeAt(at))) return false;
  return true;
}

const codesOf = (chars: string): number[] => Array.from(chars, (char) => char.charCodeAt(0));
const BASE64 = new Set(codesOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_'));

const INFIX = INFIX_SHAPES.map(([kind, part, source]) => ({
  kind,
  part,
  those: cue(part.toLowerCase()),
  pattern: new RegExp(source, 'g'),
}));
const PARTS = cue(INFIX_SHAPES.map(([, part]) => part.toLowerCase()).join('|'));
const AWS = cue('akia|asia');

/** The shapes that begin with one character. */
interface Bucket {
  shapes: Set<(typeof SHAPES)[number]>;
  /** 1 for the second characters of those. */
  seconds: Uint8Array;
  any?: RegExp;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ALPHANUMERIC = new Uint8Array(128);
for (const code of codesOf(`${LETTERS}0123456789`)) ALPHANUMERIC[code] = 1;
let buckets: (Bucket | undefined)[] | undefined;

/** Made for the first text that has a run in it: many processes read none. */
const bucketsOf = (): (Bucket | undefined)[] => (buckets ??= sortShapes());

function sortShapes(): (Bucket | undefined)[] {
  const sorted: (Bucket | undefined)[] = [];
  const bucketOf = (code: number): Bucket =>
    (sorted[code] ??= { shapes: new Set(), seconds: new Uint8Array(128) });
  for (const code of codesOf(LETTERS)) bucketOf(code);
  for (const shape of SHAPES)
    for (const [firsts = '', seconds = ''] of headsOf(shape[1], 2))
      for (const code of codesOf(firsts)) {
        const bucket = bucketOf(code);
        bucket.shapes.add(shape);
        for (const second of codesOf(seconds)) bucket.seconds[second] = 1;
      }
  return sorted;
}

/** The shape that stands at a place; its expressions are made where the first two characters ask for them. */
function shapeText(bucket: Bucket, text: string, at: number): string | undefined {
  if (bucket.seconds[text.charCodeAt(at + 1)] !== 1) return undefined;
  bucket.any ??= compiled(new RegExp(Array.from(bucket.shapes, ([, source]) => source).join('|'), 'y'));
  bucket.any.lastIndex = at;
  return bucket.any.exec(text)?.[0];
}

const kindOfShape = (secret: string, { shapes: all }: Bucket): string =>
  Array.from(all).find(([, source]) => wholeOf(source).test(secret))?.[0] ?? 'key';

function wholeOf(source: string): RegExp {
  const known = wholes.get(source) ?? new RegExp(`^(?:${source})`);
  wholes.set(source, known);
  return known;
}

const wholes = new Map<string, RegExp>();

/** Keys in documentation: `sk-xxxxxxxxxxxxxxxx`, `ghp_your_token_here_please`, `AKIA****************`. */
function isMasked(secret: string): boolean {
  if (
    /[xX*.]{8}|0{12}|1234567890(?:abcdef)?$(?<!\w{30})/.test(secret) &&
    !/[a-wyzA-WYZ0-9]{12}/.test(secret.replace(/[xX*.0]{8,}/g, ''))
  )
    return true;
  return isBenign(secret) || (!/\d/.test(secret) && !isOpaque(secret, 8));
}

/** A key of a vendor that is not listed, in the form that most have: `acme_live_…`, `acme-pat-…`. */
const GENERIC =
  /[A-Za-z][A-Za-z0-9]{1,14}[_-](?:live|test|prod|production|sandbox|secret|sk|rk|pat|oat|key|token|api|apikey|oauth|tkn|pw|svc|priv|access|refresh|at|rt|sat|user|bot|admin|root|service)[_-](?:v\d{1,2}[_-])?([A-Za-z0-9_-]{16,400})/y;
/** What Kubernetes calls a pod of a deployment. */
const POD = /^[a-z-]{3,60}-[0-9a-f]{8,10}-[a-z0-9]{5}$/;
/** Of a macro or a function in C: `sk_ASN1_UTF8STRING_new`. */
const IDENTIFIER = /^[a-z]+(?:_(?:[A-Z]{2,}\d{0,2}[A-Z]*|[a-z]+)){2,8}$/;
/** What vendors call publishable. */
const PUBLIC = /^pk[_-](?:live|test)[_-]/;
/** A key whose prefix says so, whatever follows: `sk-lf-` and a UUID, `signkey-prod-…`. */
const TOLD =
  /(?:(?:[a-z]{1,8}\d)?sk|(?:api|app|auth|access|sign|secret|svc|priv|master|user|org|deploy|license)_?key|secret|token|apitoken|pat)[_-](?:[a-z]{2,12}[_-]){0,2}([A-Za-z0-9_-]{20,400})/y;
/** A short prefix and one long run of letters of both cases and digits. */
const LONG = /[a-z][a-z0-9]{0,7}[_-]([A-Za-z0-9]{32,120})(?![A-Za-z0-9_-])/y;
/** A secret access key beside its id, as in credential files. */
const AWS_PAIR =
  /(?:AKIA|ASIA)[A-Z0-9]{16}[^A-Za-z0-9]{1,12}(?:aws_?)?(?:secret\w{0,20})?[^A-Za-z0-9]{0,12}(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/gi;
/** And on its line, in a table; letters of both cases, so that it is no commit. */
const AWS_ROW =
  /(?:AKIA|ASIA)[A-Z0-9]{16}[^A-Za-z0-9\n][^\n]{0,120}?(?<![A-Za-z0-9/+=])(?=[a-z0-9/+]{0,39}[A-Z])(?=[A-Z0-9/+]{0,39}[a-z])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g;
