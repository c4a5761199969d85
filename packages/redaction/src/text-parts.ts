import { type Edit, ownEdits, PERSONAL } from './edit.ts';
import type { Cleaner } from './cleaner.ts';

/** A part of a text with the edits of its own. */
export interface TextPart {
  start: number;
  end: number;
  text: string;
  edits: Edit[];
}

interface Source {
  charset: 'utf8' | 'latin1';
  cleaner: Cleaner;
  isOfPerson: boolean;
}

/** What is made of so much is gone before long; larger texts stand outside of the heap, where they stay longer. */
const PART = 64 * 1024;
/** So much behind a cut is read twice: with what is before it, and without. */
const SEAM = 16 * 1024;
/** What a value that was found elsewhere may reach over a cut. */
const REACH = 4 * 1024;

/**
 * Reads a large text part by part. What is found behind a cut must not depend on what is before it, but for
 * the first lines of its table; else another cut is tried, then a larger part.
 */
export function* textParts(bytes: Buffer, source: Source): Generator<TextPart> {
  let lead = '';
  let { isOfPerson } = source;
  for (let start = 0; start < bytes.length;) {
    const found = nextPart(bytes, { ...source, isOfPerson, lead, start });
    if (!isOfPerson && found.edits.some(({ kind }) => PERSONAL.has(kind))) {
      // From here on names are looked for, on both sides of each cut.
      isOfPerson = true;
      continue;
    }
    yield found;
    start = found.end;
    lead = found.lead;
  }
}

function nextPart(
  bytes: Buffer,
  { charset, cleaner, isOfPerson, lead, start }: Source & { lead: string; start: number },
): TextPart & { lead: string } {
  const read = (from: number, to: number): string => bytes.toString(charset, from, to);
  const find = (before: string, text: string): Edit[] | undefined =>
    ownEdits(cleaner.edits(before + text, isOfPerson), before.length, before.length + text.length);
  for (let size = PART; start + size < bytes.length; size *= 2) {
    for (const end of cutsBefore(bytes, start + size, start)) {
      const to = characterAt(bytes, Math.min(bytes.length, end + SEAM));
      const [text, seam] = [read(start, end), read(end, to)];
      const all = find(lead, text + seam);
      const edits = all && ownEdits(all, 0, text.length);
      const beyond = all && ownEdits(all, text.length, text.length + seam.length);
      if (edits === undefined || beyond === undefined || !isSwept(text, seam, cleaner)) continue;
      const next = [headOf(lead + text), ''].find((head) => isSame(find(head, seam), beyond));
      if (next !== undefined) return { start, end, text, edits, lead: next };
    }
  }
  const text = read(start, bytes.length);
  const edits = find(lead, text);
  // An edit that reaches into what was written already is made here alone.
  return { start, end: bytes.length, text, edits: edits ?? cleaner.edits(text, isOfPerson), lead };
}

function isSwept(text: string, seam: string, { apply }: Cleaner): boolean {
  const [left, right] = [text.slice(-REACH), seam.slice(0, REACH)];
  return apply(left + right, []) === apply(left, []) + apply(right, []);
}

function isSame(one: readonly Edit[] | undefined, other: readonly Edit[]): boolean {
  if (one?.length !== other.length) return false;
  return one.every(({ start, end, kind, text }, at) => {
    const same = other[at];
    return same?.start === start && same.end === end && same.kind === kind && same.text === text;
  });
}

const HEAD_LINES = 3;
const LONGEST_HEAD = 4000;

/** The first lines of the block that a text ends in: the head of a table, and what is under it. */
function headOf(text: string): string {
  const gap = text.lastIndexOf('\n\n');
  let end = gap < 0 ? 0 : gap + 2;
  const start = end;
  for (let line = 0; line < HEAD_LINES; line += 1) {
    const next = text.indexOf('\n', end);
    if (next < 0 || next - start > LONGEST_HEAD) return '';
    end = next + 1;
  }
  return text.slice(start, end);
}

const LINE = '\n';
/** What parts the objects of a JSON text that is not whole. */
const RECORD = '},';
/** The end of a line, a space, a comma. */
const CUTS: ReadonlySet<number> = new Set([0x0a, 0x20, 0x2c]);
const TRIES = 5;
/** What is decoded in one piece of a text of one long word, and what may be looked at of it in its neighbours. */
const WORD = 4_000_000;
const STEP = 64 * 1024;

/** Where to cut, the best place first: behind a line, a record, a word; where there are none, in data. */
function* cutsBefore(bytes: Buffer, limit: number, start: number): Generator<number> {
  const least = start + Math.floor((limit - start) / 2);
  let tries = 0;
  for (let top = limit; top > least && tries < TRIES; tries += 1) {
    const at =
      behind(LINE, bytes, least, top) ?? behind(RECORD, bytes, least, top) ?? wordBefore(bytes, top, least);
    if (at === undefined) break;
    yield at;
    top = at - Math.floor((limit - least) / TRIES);
  }
  if (tries > 0) return;
  let from = limit;
  while (from > start && !CUTS.has(bytes[from - 1] as number)) from -= 1;
  let to = limit;
  while (to < bytes.length && to - from < WORD && !CUTS.has(bytes[to] as number)) to += 1;
  if (to - from < WORD) {
    if (to < bytes.length) yield to;
    return;
  }
  // Multiples of four from where it begins, so that what is encoded stays whole.
  for (let step = 0; step < TRIES; step += 1) yield characterAt(bytes, from + WORD - step * STEP);
}

/** Behind the last of its kind, if there is one. */
function behind(mark: string, bytes: Buffer, least: number, top: number): number | undefined {
  const found = bytes.subarray(least, top).lastIndexOf(mark);
  return found < 0 ? undefined : least + found + mark.length;
}

function wordBefore(bytes: Buffer, top: number, least: number): number | undefined {
  for (let at = top; at > least; at -= 1) if (CUTS.has(bytes[at - 1] as number)) return at;
  return undefined;
}

/** The beginning of the character of UTF-8 that a byte belongs to; in other charsets one of the bytes before. */
function characterAt(bytes: Buffer, at: number): number {
  let found = at;
  while (found > 0 && ((bytes[found] ?? 0) & 0xc0) === 0x80 && at - found < 4) found -= 1;
  return found;
}
