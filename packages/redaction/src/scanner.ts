import { applyEdits, type Edit, PERSONAL, settleEdits } from './edit.ts';
import { createMemory } from './memory.ts';
import { type Shortened, shorten } from './long-data.ts';
import type { Names } from './names/names.ts';
import type { PlaceholderFor } from './placeholder.ts';
import { eventStreamEdits } from './rules/event-stream.ts';
import { jsonEdits } from './rules/json.ts';
import { keepsPart, mayKeep, type Rewrite } from './rewrite.ts';
import { lookAgain } from './rules/look-again.ts';
import { peopleIn } from './rules/people.ts';
import type { Reader, Rule, Scan } from './rules/rule.ts';
import { Mark, type Signals, signalsOf } from './signals.ts';

export interface ScannerOptions {
  names: Names;
  placeholder: PlaceholderFor;
  rewrite: Rewrite;
  /** Of the project: its registered values, its own rules. */
  own: readonly Rule[];
  rules: readonly Rule[];
}

/**
 * Finds what has to go from a text.
 *
 * @param isOfPerson true for a part of a text that holds something of a person elsewhere
 */
export type Scanner = (text: string, isOfPerson?: boolean) => Edit[];

/** Encodings inside encodings are followed this far. */
const DEEPEST = 8;
/**
 * What may be spent on one text, in characters that are looked at, which is more than bodies of services come to. What
 * is decoded once costs no more than what stands there; encodings within encodings may be read in many orders, what is
 * packed may give many times what it takes, and to take out a secret costs more than to find none.
 */
const budgetOf = (text: string): number => Math.max(4 * 1024 * 1024, 16 * text.length);
/** What a part within a decoded one costs beside its characters, without words of the rules and with some, and what each of them does. */
const PART = 150;
const TELLING_PART = 700;
const WORD = 380;
/** What is found in a part that was decoded, once or again: no body holds one in each 160 of its characters. */
const FIND = 6500;

/** How often a text was decoded: not, once, or within what was decoded. */
const LEVELS = [0, 1, 2] as const;
const NESTED = 2;

interface Known {
  edits: Edit[];
  /** What it took to find them. */
  cost: number;
  /** How many texts within one another were looked at. */
  height: number;
  /** What more it would take in what was decoded twice; undefined where that cannot be told. */
  more: number | undefined;
}

/** Characters of texts whose edits are remembered. */
const REMEMBERED = 4_000_000;
/** For the rules shorter texts tell nothing; a registered value may be one. */
const SHORTEST = 5;
/** Longer texts hardly come again as they are. */
const LONGEST = 200_000;
/** What is given as it is comes again where it is a name. */
const NAME = 100;

/** Makes a function from a text to sorted, disjoint edits, by its structure where it has one and by every rule. */
export function createScanner({ names, placeholder, rewrite, own, rules }: ScannerOptions): Scanner {
  const all = sorted([...own, ...rules]);
  const mine = sorted(own);
  // keys, prompts, tools' schemas and earlier turns come again and again in recorded traffic
  const memories = LEVELS.map(() => createMemory<Known>(REMEMBERED / LEVELS.length));
  // of the text that is looked at: what may still be spent, how deep it was read, and how much went unread for want of
  // anything to spend
  let left = 0;
  let reached = 0;
  let refused = 0;
  let isWholeOfPerson = false;

  const isRefused = (isTooMuch: boolean): boolean => {
    if (isTooMuch) refused += 1;
    return isTooMuch;
  };
  const spend = (cost: number): boolean => !isRefused((left -= cost) < 0);
  const isRegistered = (inner: string): boolean => rewrite(inner, (same) => same) !== inner;
  const scans: Scan[] = [];
  // what stands in a decoded text counts as decoded, too
  const makeScan = (depth: number, level: number): Scan => {
    const reader = (inLevel: number): Reader => {
      const edits = (inner: string): Edit[] => editsAt(inner, depth + 1, inLevel);
      return { edits, inner: (inner) => applyEdits(inner, edits(inner), placeholder) };
    };
    const decoded = reader(Math.min(level + 1, NESTED));
    const byOwn = (inner: string): Edit[] =>
      settleEdits(inner, plainEdits(inner, scan, { ...mine, isOfPerson: false, signals: undefined }));
    const scan: Scan = {
      names,
      placeholder,
      rewrite,
      spend,
      ...reader(level),
      decoded,
      own: (inner) => applyEdits(inner, byOwn(inner), placeholder),
    };
    return scan;
  };
  /** What holds nothing to decode is read alike however often it was decoded itself, and costs more. */
  const decodedOnce = (inner: string): Known | undefined => {
    const known = memories[1]?.get(inner);
    return known?.more === undefined ? undefined : { ...known, cost: known.cost + known.more };
  };
  const editsAt = (inner: string, depth: number, level: number): Edit[] => {
    const [leftBefore, reachedBefore, refusedBefore] = [left, reached, refused];
    reached = Math.max(reached, depth);
    if (inner.length < SHORTEST)
      return isRegistered(inner) ? [{ start: 0, end: inner.length, kind: 'value' }] : [];
    if (depth > DEEPEST) return [];
    const isOfPerson = isWholeOfPerson && depth === 0;
    const isId = isNoSecret(inner);
    if (isId && own.length === 0) return [];
    const comesAgain = !isId && (depth === 0 ? inner.length <= NAME && !isOfPerson : inner.length <= LONGEST);
    const memory = comesAgain ? memories[level] : undefined;
    const known = memory?.get(inner) ?? (comesAgain && level === NESTED ? decodedOnce(inner) : undefined);
    // only where it would be found anew: with as much to spend, and as deep
    if (known !== undefined && (known.cost === 0 || known.cost <= left) && depth + known.height <= DEEPEST) {
      left -= known.cost;
      reached = Math.max(reached, depth + known.height);
      return known.edits;
    }
    reached = depth;
    const scan = (scans[LEVELS.length * depth + level] ??= makeScan(depth, level));
    if (level === NESTED && !spend(inner.length)) return unread(inner);
    const structured = jsonEdits(inner, scan) ?? eventStreamEdits(inner, scan);
    if (structured !== undefined) {
      reached = Math.max(reached, reachedBefore);
      return settleEdits(inner, structured);
    }
    const signals = level === 0 ? undefined : signalsOf(inner);
    const cost = signals === undefined ? 0 : costOf(signals);
    // Decoded once, it is read for nothing, as long as there is anything left.
    if (cost > 0 && (level === NESTED ? !spend(cost) : isRefused(left < 0))) return unread(inner);
    const edits = settleEdits(inner, plainEdits(inner, scan, { ...(isId ? mine : all), isOfPerson, signals }))
      .map((edit) => (edit.covers === true ? { ...edit, text: rewritten(inner, edit, scan) } : edit))
      // what stays as it is was only to be kept from others
      .filter(({ start, end, text }) => text === undefined || text !== inner.slice(start, end));
    if (level > 0) left -= FIND * edits.length;
    if (refused === refusedBefore && reached <= DEEPEST)
      memory?.set(inner, {
        edits,
        cost: leftBefore - left,
        height: reached - depth,
        more: level === 1 && reached === depth ? inner.length + cost : undefined,
      });
    reached = Math.max(reached, reachedBefore);
    return edits;
  };
  return (text, isOfPerson = false) => {
    // a rule of the project's own may look at another text meanwhile
    const outer = [left, reached, refused, isWholeOfPerson] as const;
    left = budgetOf(text);
    reached = refused = 0;
    isWholeOfPerson = isOfPerson;
    try {
      return editsAt(text, 0, 0);
    } finally {
      [left, reached, refused, isWholeOfPerson] = outer;
    }
  };
}

/** What an edit that covers others puts in place; where that keeps a part of a known value, the value goes first. */
function rewritten(
  text: string,
  { start, end, text: after = '', known = [], covered = [] }: Edit,
  scan: Scan,
): string {
  // most often all that was given up is gone
  if (!mayKeep(after, text, covered)) return after;
  const rest = lookAgain(after, scan.decoded, scan.placeholder);
  if (!keepsPart(rest, text, known)) return rest;
  const own = known.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
  return lookAgain(applyEdits(text.slice(start, end), own, scan.placeholder), scan.decoded, scan.placeholder);
}

/** Beside its characters. */
function costOf(signals: Signals): number {
  if (isDull(signals)) return 0;
  return signals.isSilent ? PART : TELLING_PART + WORD * signals.words;
}

/** What cannot be looked into must not pass. */
const unread = (text: string): Edit[] => [{ start: 0, end: text.length, kind: 'unread' }];

/** A UUID or a time and nothing else, which no rule takes for a secret, and records are full of. */
function isNoSecret(text: string): boolean {
  return text.length >= 20 && text.length <= 36 && (UUID.test(text) || TIME.test(text));
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/** Rules, and those of them that are worth to be asked. */
interface Sorted {
  of: (signals: Signals) => readonly Rule[];
  data: readonly Rule[];
}

function sorted(rules: readonly Rule[]): Sorted {
  const wordless = rules.filter(({ needsWords }) => needsWords !== true);
  // most texts are short, and like many others in what rules ask for
  const silent = new Map<number, readonly Rule[]>();
  const known = new Map<number, Asked>();
  return {
    of(signals) {
      if (signals.words > FEW) return rules.filter((rule) => rule.mayFind(signals));
      const likeness = likenessOf(signals);
      if (signals.isSilent) {
        let found = silent.get(likeness);
        if (found === undefined)
          silent.set(likeness, (found = wordless.filter((rule) => rule.mayFind(signals))));
        return found;
      }
      const { bits } = signals.heard;
      const place = bits.reduce((mixed, lane) => Math.imul(mixed ^ lane, MIXER), likeness);
      const seen = known.get(place);
      if (seen?.likeness === likeness && seen.bits.every((lane, at) => lane === bits[at])) return seen.asked;
      const asked = rules.filter((rule) => rule.mayFind(signals));
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(place, { likeness, bits, asked });
      return asked;
    },
    data: rules.filter(({ readsData }) => readsData === true),
  };
}

/** The rules for texts that are alike. */
interface Asked {
  likeness: number;
  bits: readonly number[];
  asked: readonly Rule[];
}

/** In texts with more words it takes longer to look for them than to ask. */
const FEW = 16;
const MOST_KNOWN = 4000;
/** Odd, and with bits all over: of FNV-1a. */
const MIXER = 0x0100_0193;

const MARKS = Object.values(Mark).reduce((all, mark) => all | mark, 0);

/** What rules may ask for beside words, as a number. */
const likenessOf = ({ marks, digits, quotes, runs }: Signals): number =>
  (marks & MARKS) |
  (Math.min(digits, 31) << 10) |
  (Math.min(quotes, 7) << 15) |
  (runs.length > 0 ? 1 << 18 : 0);

function plainEdits(
  text: string,
  scan: Scan,
  { of, data, isOfPerson, signals: known }: Sorted & { isOfPerson: boolean; signals: Signals | undefined },
): Edit[] {
  const short = shorten(text);
  const signals = (short === undefined ? known : undefined) ?? signalsOf(short?.text ?? text);
  const whole = short === undefined ? signals : signals.withRuns(short.runsOf(signals.runs));
  if (isDull(signals) && data.every((rule) => !rule.mayFind(whole))) return isOfPerson ? peopleIn(text) : [];
  const edits: Edit[] = [];
  for (const rule of of(signals)) {
    const found =
      short === undefined || rule.readsData === true
        ? rule.find(text, scan, whole)
        : findShort(rule, text, short, scan, signals);
    for (const edit of found) edits.push(edit);
  }
  if (isOfPerson || edits.some(({ kind }) => PERSONAL.has(kind)))
    for (const edit of peopleIn(text)) edits.push(edit);
  return edits;
}

/** Short prose and plain words, which most texts are: nothing in it that any rule begins with. */
function isDull({ marks, digits, quotes, runs, isSilent }: Signals): boolean {
  return isSilent && runs.length === 0 && digits < 4 && quotes < 2 && (marks & TELLING) === 0;
}

const TELLING =
  Mark.AT | Mark.PERCENT | Mark.ASSIGN | Mark.LESS | Mark.DASH | Mark.PLUS | Mark.LINE | Mark.AMP | Mark.WIDE;

function findShort(rule: Rule, text: string, short: Shortened, scan: Scan, signals: Signals): Edit[] {
  const found: Edit[] = [];
  for (const edit of rule.find(short.text, scan, signals)) {
    const whole = short.whole(edit);
    if (whole === undefined) return rule.find(text, scan, signalsOf(text));
    found.push(whole);
  }
  return found;
}
