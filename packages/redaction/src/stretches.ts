/** A part of a text in which a long number may stand, with what the patterns of numbers look at around it. */
export interface Stretch {
  /** Where it begins in the whole. */
  start: number;
  text: string;
}

/** The shortest numbers that are told by their form alone have so many digits. */
const LEAST = 9;
/** What patterns look at before and behind a number. */
const BEFORE = 2;
const BEHIND = 8;

const NO_DIGIT = 1;
export const DIGIT = 2;
const KINDS = kindsOf(' ()[]./+=-\u00a0\u2007\u202f');

/** 2 for digits, 1 for signs that may stand among them, 0 for all else. */
export function kindsOf(signs: string): Uint8Array {
  const kinds = new Uint8Array(65_536);
  for (const char of signs) kinds[char.charCodeAt(0)] = NO_DIGIT;
  for (const char of '0123456789') kinds[char.charCodeAt(0)] = DIGIT;
  return kinds;
}

const NONE: readonly Stretch[] = [];

/**
 * The parts of a text that are made of digits and of what people put between them, and have digits enough.
 *
 * @param digits how many the text has
 */
export function stretchesOf(text: string, digits: number): readonly Stretch[] {
  if (digits < LEAST) return NONE;
  const stretches: Stretch[] = [];
  eachPart(text, KINDS, LEAST, (start, end) => {
    let count = 0;
    let groups = 0;
    let before = NO_DIGIT;
    for (let at = start; at < end; at += 1) {
      const kind = KINDS[text.charCodeAt(at)] as number;
      if (kind === DIGIT) {
        count += 1;
        if (before !== DIGIT) groups += 1;
      }
      before = kind;
    }
    if (count >= LEAST && mayBeNumber(text, start, groups, count))
      stretches.push(stretchAt(text, start, end));
  });
  return stretches;
}

/** A part with what patterns look at around it. */
export function stretchAt(text: string, start: number, end: number): Stretch {
  const from = Math.max(0, start - BEFORE);
  return { start: from, text: text.slice(from, end + BEHIND) };
}

/**
 * Calls for each part of a text, from one sign of no kind to the next, that has so many characters at least; each has
 * one of the places that lie so far from each other, and most of those are passed over.
 */
export function eachPart(
  text: string,
  kinds: Uint8Array,
  least: number,
  visit: (start: number, end: number) => void,
): void {
  for (let at = least - 1; at < text.length; at += least) {
    if (kinds[text.charCodeAt(at)] === 0) continue;
    let start = at;
    while (start > 0 && kinds[text.charCodeAt(start - 1)] !== 0) start -= 1;
    let end = at + 1;
    while (end < text.length && kinds[text.charCodeAt(end)] !== 0) end += 1;
    if (end - start >= least) visit(start, end);
    at = end;
  }
}

/** Digits that nothing parts are a card at most; those that one point parts were measured, as embeddings are. */
function mayBeNumber(text: string, start: number, groups: number, count: number): boolean {
  if (groups > 2) return true;
  if (groups === 1) return count >= LEAST_CARD && count <= MOST_CARD;
  MEASURED.lastIndex = start;
  return !MEASURED.test(text);
}

/** Of a card (ISO/IEC 7812). */
const LEAST_CARD = 13;
const MOST_CARD = 19;
const MEASURED = /[^\d]*\d+\.\d/y;

/** The matches of a global pattern of numbers, with their places in the whole. */
export function matchesIn(stretches: readonly Stretch[], pattern: RegExp): RegExpExecArray[] {
  const matches: RegExpExecArray[] = [];
  for (const { start, text } of stretches) {
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      match.index += start;
      matches.push(match);
    }
  }
  return matches;
}
