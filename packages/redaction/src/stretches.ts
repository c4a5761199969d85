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
const DIGIT = 2;
const KINDS = new Uint8Array(65_536);
for (const char of ' ()[]./+=-\u00a0\u2007\u202f') KINDS[char.charCodeAt(0)] = NO_DIGIT;
for (const char of '0123456789') KINDS[char.charCodeAt(0)] = DIGIT;

const NONE: readonly Stretch[] = [];

/**
 * The parts of a text that are made of digits and of what people put between them, and have digits enough.
 *
 * @param digits how many the text has
 */
export function stretchesOf(text: string, digits: number): readonly Stretch[] {
  if (digits < LEAST) return NONE;
  const stretches: Stretch[] = [];
  let start = 0;
  let count = 0;
  let groups = 0;
  let before = NO_DIGIT;
  for (let at = 0; at <= text.length; at += 1) {
    const kind = at < text.length ? (KINDS[text.charCodeAt(at)] as number) : 0;
    if (kind > 0) {
      if (kind === DIGIT) {
        count += 1;
        if (before !== DIGIT) groups += 1;
      }
      before = kind;
      continue;
    }
    if (count >= LEAST && mayBeNumber(text.slice(start, at), groups, count)) {
      const from = Math.max(0, start - BEFORE);
      stretches.push({ start: from, text: text.slice(from, at + BEHIND) });
    }
    start = at + 1;
    count = groups = 0;
    before = NO_DIGIT;
  }
  return stretches;
}

/** Digits that nothing parts are a card at most; those that one point parts were measured, as embeddings are. */
function mayBeNumber(text: string, groups: number, count: number): boolean {
  if (groups > 2) return true;
  return groups === 1 ? count >= LEAST_CARD && count <= MOST_CARD : !MEASURED.test(text);
}

/** Of a card (ISO/IEC 7812). */
const LEAST_CARD = 13;
const MOST_CARD = 19;
const MEASURED = /\d\.\d/;

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
