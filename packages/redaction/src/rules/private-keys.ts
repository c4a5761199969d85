import { cue } from '../cues.ts';
import type { Heard } from '../heard.ts';
import type { Edit } from '../edit.ts';
import { isBenign } from '../values/is-benign.ts';
import type { Rule } from './rule.ts';
import { allMatches } from '../matches.ts';

/** Private keys in PEM (RFC 7468), OpenPGP armor, SSH2 and PuTTY files, whole or cut off, with real or escaped line ends. */
export const privateKeys: Rule = {
  name: 'private-keys',
  needsWords: true,
  mayFind: ({ heard }) => heard.has(ARMOR) || heard.has(PUTTY_WORDS) || heard.has(DER),
  find: (text, _scan, { heard }) => [
    ...(heard.has(ARMOR) ? armored(text) : []),
    ...(heard.has(PUTTY_WORDS) ? putty(text) : []),
    ...headless(heard),
  ],
};

const ARMOR = cue('private key|static key| token-');
const BEGIN =
  /-{2,5} ?BEGIN (?:(?:[A-Z0-9]{1,12} ){0,4}(?:PRIVATE KEY(?: BLOCK)?|TOKEN)|OpenVPN Static key V1) ?-?-/g;
const END =
  /-{2,5} ?END (?:[A-Z0-9]{1,12} ){0,4}(?:PRIVATE KEY(?: BLOCK)?|TOKEN) ?-{2,5}|-{5}END OpenVPN Static key V1-{5}/g;
/** A key without its end: as many lines of base64 as follow. */
const REST = /(?:[A-Za-z0-9+/=\s-]|\\[nr]|[A-Z][A-Za-z-]{2,20}: [^\n\\]{0,200}){0,20000}/y;
const LONGEST = 40_000;

function armored(text: string): Edit[] {
  const ends = allMatches(text, END).map((found) => found.index + found[0].length);
  const edits: Edit[] = [];
  let next = 0;
  for (const { 0: begin, index: start } of allMatches(text, BEGIN)) {
    if (start < (edits.at(-1)?.end ?? 0)) continue;
    while ((ends[next] ?? Infinity) <= start) next += 1;
    const end = ends[next];
    const from = start + begin.length;
    const whole = end !== undefined && end - start < LONGEST ? end : undefined;
    let to = whole ?? restEnd(text, from);
    if (isProse(text.slice(from, to))) {
      const data = dataIn(text.slice(from, whole ?? from + SENTENCE));
      if (data === undefined) continue;
      to = whole ?? restEnd(text, from + data);
    }
    if (!isBenign(text.slice(start, to))) edits.push({ start, end: to, kind: 'private_key' });
  }
  return [...edits, ...tails(text)];
}

/** What stands before the end of a key whose beginning was cut off: lines of base64, up to the first that is none. */
const tails = (text: string): Edit[] =>
  allMatches(text, END).flatMap(({ 0: whole, index }) => {
    let start = index;
    for (let line = lineAbove(text, start); line !== undefined; line = lineAbove(text, start)) start = line;
    return start === index ? [] : [{ start, end: index + whole.length, kind: 'private_key' }];
  });

/** Where the line above a place begins, when it is one of a key. */
function lineAbove(text: string, at: number): number | undefined {
  const above = text.slice(Math.max(0, at - LONGEST_LINE), at);
  const found = KEY_LINE.exec(above);
  return found === null ? undefined : at - found[0].length;
}

const LONGEST_LINE = 140;
/** Its break may be written as signs. */
const KEY_LINE = /(?:(?<=[\n"' \t]|\\[nr])|^)[A-Za-z0-9+/]{16,100}={0,2}(?:\\r)?(?:\\n|\r?\n)[ \t|>]{0,20}$/;

const SENTENCE = 140;

/** Words behind the line, and no line of base64: a sentence about such files. A longer one secretlint refuses. */
const isProse = (body: string): boolean =>
  body.length < SENTENCE &&
  !/[A-Za-z0-9+/=]{24}/.test(body) &&
  /^-{0,3}(?: [A-Za-z]?[a-z’'-]{0,14}[.,;:!?)"`]{0,2}(?=\s|$)){2}/.test(body);

/** Where base64 in groups begins among words: what stands there twice, or once at length, is spelt like none. */
function dataIn(sentence: string): number | undefined {
  const groups = allMatches(sentence, WORD).filter(([word]) => UNLIKE_WORDS.test(word));
  return groups.length > 1 || groups.some(([word]) => word.length >= 12) ? groups[0]?.index : undefined;
}

const WORD = /[A-Za-z0-9+/=]+/g;
const UNLIKE_WORDS = /[a-z\d][A-Z]|[A-Za-z]\d|\d[A-Za-z]|[A-Za-z\d][+=]|\+[A-Za-z\d]/;

function restEnd(text: string, from: number): number {
  REST.lastIndex = from;
  REST.test(text);
  return Math.max(from, REST.lastIndex);
}

const PUTTY_WORDS = cue('private-');
const PUTTY =
  /^Private-(?:Lines|MAC): {0,4}(?:\d{1,64}\s{0,40})?((?:[A-Za-z0-9+/=]{4,200}(?!\S)\s*){1,200})/gm;

function putty(text: string): Edit[] {
  return allMatches(text, PUTTY).map(({ 0: found, 1: secret = '', index }) => {
    const start = index + found.length - secret.length;
    return { start, end: start + secret.trimEnd().length, kind: 'private_key' };
  });
}

/** DER of PKCS #1, PKCS #8 and SEC 1 keys in base64: a sequence that begins with a version number. */
/** The same for stores of keys: PKCS #12 (version 3), and those of Java. */
const STORE =
  /(?<![A-Za-z0-9+/])(?:MI[IGH][A-Za-z0-9+/]{2,4}(?:IB|AgE)Az[CB]C|\/u3\+7QAAAA[EI]|zs7OzgAAAA[EI])[A-Za-z0-9+/]{40,1000000}={0,2}/y;
const HEADLESS =
  /\b(?:MII[A-Za-z0-9+/]{2}[AQgw]IBA(?:DAN|AKC|DA|AK)|MI[GH][A-Za-z0-9+/]AgE[AB]|MHcCAQEE|MHQCAQEE|MGgCAQEE|MC4CAQAwBQYDK2V)[A-Za-z0-9+/=_-]{20,8000}(?:\\?\r?\\?\n[A-Za-z0-9+/=]{1,100}){0,100}/y;

const DER = cue('mii|mig|mih|mhccaqee|mhqcaqee|mggcaqee|mc4caqaw|/u3+7|zs7o');

function headless(heard: Heard): Edit[] {
  return [...heard.matches(DER, HEADLESS), ...heard.matches(DER, STORE)].map(({ 0: found, index }) => ({
    start: index,
    end: index + found.length,
    kind: 'private_key',
  }));
}
