import { type Automaton, STATE, TELLS } from './automaton.ts';
import { listener } from './cues.ts';
import { type Heard, heardFrom, SILENCE } from './heard.ts';
import { type Stretch, stretchesOf } from './stretches.ts';

/** What one look at every character of a text tells, so that a rule can tell at once that it finds nothing. */
export interface Signals {
  /** Marks of `Mark`, or-ed. */
  readonly marks: number;
  readonly digits: number;
  readonly quotes: number;
  /** Runs of at least 16 characters that tokens are made of: starts and ends in turn. */
  readonly runs: readonly number[];
  /** The words of the rules. */
  readonly heard: Heard;
  /** Where long numbers may stand, whatever parts their digits. */
  readonly numbers: readonly Stretch[];
  /** Places where words of the rules end. */
  readonly words: number;
  /** True when no word of the rules stands in the text. */
  readonly isSilent: boolean;
  /** The same with runs in another text, of which this one is a part. */
  withRuns(runs: readonly number[]): Signals;
}

export const Mark = {
  AT: 1,
  PERCENT: 2,
  ASSIGN: 4,
  LESS: 8,
  DASH: 16,
  PLUS: 32,
  LINE: 64,
  SPACE: 128,
  AMP: 256,
  /** A character beyond ASCII. */
  WIDE: 512,
} as const;

/** Something that parts words: without it there are no sentences, lines or labels of several words. */
export const PARTED = Mark.SPACE | Mark.LINE | Mark.WIDE;

const TOKEN = 1024;
const DIGIT = 11;
const QUOTE = 12;
const LEAST_RUN = 16;

const TABLE = new Uint16Array(128);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/=.~$:%{}@')
  TABLE[char.charCodeAt(0)] = TOKEN;
const MARKS: readonly (readonly [string, number])[] = [
  ['@', Mark.AT],
  ['%', Mark.PERCENT],
  ['=', Mark.ASSIGN],
  [':', Mark.ASSIGN],
  ['<', Mark.LESS],
  ['&', Mark.AMP],
  ['-', Mark.DASH],
  ['+', Mark.PLUS],
  ['\n', Mark.LINE],
  ['\v', Mark.LINE],
  ['\f', Mark.LINE],
  ['\r', Mark.LINE],
  [' ', Mark.SPACE],
  ['\t', Mark.SPACE],
  // of a text that is written out, as `\t` in a log
  ['\\', Mark.SPACE],
];
for (const [char, mark] of MARKS) TABLE[char.charCodeAt(0)] = (TABLE[char.charCodeAt(0)] ?? 0) | mark;

for (const char of '0123456789') TABLE[char.charCodeAt(0)] = (TABLE[char.charCodeAt(0)] ?? 0) | (1 << DIGIT);
for (const char of '"\'`') TABLE[char.charCodeAt(0)] = 1 << QUOTE;

/** What of a kind is the class that the automaton knows. */
const CLASS = 0xff;
const ABOVE = 8;

let known: { automaton: Automaton; kinds: Uint32Array } | undefined;

/** The class of each UTF-16 unit, and above it what the table tells: one look for both. */
function kindsFor(automaton: Automaton): Uint32Array {
  if (known?.automaton !== automaton) {
    const kinds = Uint32Array.from(automaton.classes);
    for (let code = 0; code < kinds.length; code += 1)
      kinds[code] = (kinds[code] as number) | ((TABLE[code] ?? Mark.WIDE) << ABOVE);
    known = { automaton, kinds };
  }
  return known.kinds;
}

/** Most texts have neither; it is never written to. */
const NONE: number[] = [];

/** Reads a text once. */
export function signalsOf(text: string): Signals {
  const automaton = listener();
  const { steps } = automaton;
  const kinds = kindsFor(automaton);
  let runs = NONE;
  let ends = NONE;
  let state = 0;
  let marks = 0;
  let digits = 0;
  let quotes = 0;
  let run = 0;
  for (let at = 0; at < text.length; at += 1) {
    const kind = kinds[text.charCodeAt(at)] as number;
    state = steps[state + (kind & CLASS)] as number;
    if (state >= TELLS) {
      state &= STATE;
      if (ends === NONE) ends = [];
      ends.push(state, at);
    }
    marks |= kind;
    digits += (kind >> (DIGIT + ABOVE)) & 1;
    quotes += kind >> (QUOTE + ABOVE);
    if ((kind & (TOKEN << ABOVE)) !== 0) continue;
    if (at - run >= LEAST_RUN) {
      if (runs === NONE) runs = [];
      runs.push(run, at);
    }
    run = at + 1;
  }
  marks >>= ABOVE;
  if (text.length - run >= LEAST_RUN) runs = [...runs, run, text.length];
  return new TextSignals(text, { marks, digits, quotes, runs, ends });
}

/** A class, since there is one for each of many short texts; what takes longer is made when it is asked for. */
class TextSignals implements Signals {
  readonly marks: number;
  readonly digits: number;
  readonly quotes: number;
  readonly runs: readonly number[];
  readonly words: number;
  readonly #text: string;
  readonly #ends: readonly number[];
  #heard: Heard | undefined;
  #numbers: readonly Stretch[] | undefined;

  constructor(text: string, { marks, digits, quotes, runs, ends }: Read) {
    this.marks = marks;
    this.digits = digits;
    this.quotes = quotes;
    this.runs = runs;
    this.words = ends.length / 2;
    this.#text = text;
    this.#ends = ends;
  }

  get isSilent(): boolean {
    return this.words === 0;
  }

  get heard(): Heard {
    return (this.#heard ??= this.words === 0 ? SILENCE : heardFrom(this.#text, this.#ends));
  }

  get numbers(): readonly Stretch[] {
    return (this.#numbers ??= stretchesOf(this.#text, this.digits));
  }

  withRuns(runs: readonly number[]): Signals {
    const { marks, digits, quotes } = this;
    return new TextSignals(this.#text, { marks, digits, quotes, runs, ends: this.#ends });
  }
}

interface Read extends Pick<Signals, 'marks' | 'digits' | 'quotes' | 'runs'> {
  /** States of the automaton in which words end, each followed by the place of their last letter. */
  ends: readonly number[];
}
