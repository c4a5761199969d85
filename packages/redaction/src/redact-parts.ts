import type { Cleaner } from './cleaner.ts';
import { dataGaps, isClean } from './data-gaps.ts';
import { ownEdits, PERSONAL } from './edit.ts';
import { type JsonPart, jsonParts } from './json-parts.ts';
import { mayHoldEvents } from './rules/event-lists.ts';
import { textParts } from './text-parts.ts';

/** A part of a body, and what is to be there instead when something is to be taken out. */
export interface Part {
  before: Uint8Array;
  after?: Uint8Array | undefined;
  isOfPerson?: boolean;
}

/** Smaller texts are redacted in one piece. */
export const LARGE = 1024 * 1024;
/** What is made of so much is gone before long. */
const JSON_PART = 16 * 1024;

interface How {
  charset: 'utf8' | 'latin1';
  cleaner: Cleaner;
}

/**
 * Redacts a large text part by part, so that it never stands in memory as a text as a whole. What is found
 * does not depend on the cuts; where it would, parts are put together, in the end to the whole.
 */
export function redactParts(data: Uint8Array, bytes: Buffer, how: How): Iterable<Uint8Array> {
  const json =
    how.charset === 'utf8' ? jsonParts(bytes, mayHoldEvents(bytes) ? bytes.length : JSON_PART) : undefined;
  return json === undefined
    ? settled(data, (isOfPerson) => readText(bytes, how, isOfPerson))
    : settled(
        data,
        () => readJson(bytes, json, how.cleaner),
        () => [readWhole(bytes, how)],
      );
}

/**
 * Reads a body twice where something is found: what is found late has to go from what came early, too.
 *
 * @param read the parts; undefined where they do not tell what the whole would
 * @returns the body itself when nothing is found
 */
export function* settled(
  data: Uint8Array,
  read: (isOfPerson: boolean) => Iterable<Part | undefined>,
  whole: typeof read = () => [],
): Generator<Uint8Array> {
  let hasFound = false;
  let isOfPerson = false;
  for (const part of read(false)) {
    if (part === undefined) return yield* settled(data, whole);
    hasFound ||= part.after !== undefined;
    isOfPerson ||= part.isOfPerson === true;
  }
  if (!hasFound) return yield data;
  for (const part of read(isOfPerson)) if (part !== undefined) yield part.after ?? part.before;
}

function* readText(bytes: Buffer, { charset, cleaner }: How, isOfPerson: boolean): Generator<Part> {
  for (const { start, end, text, edits } of textParts(bytes, { charset, cleaner, isOfPerson })) {
    const after = cleaner.apply(text, edits);
    yield {
      before: bytes.subarray(start, end),
      after: after === text ? undefined : Buffer.from(after, charset),
      isOfPerson: edits.some(({ kind }) => PERSONAL.has(kind)),
    };
  }
}

function* readJson(bytes: Buffer, parts: readonly JsonPart[], cleaner: Cleaner): Generator<Part | undefined> {
  for (const { start, end, before, after } of parts) {
    const gaps = dataGaps(bytes, start, end);
    const spans = [start, ...gaps.flat(), end];
    const texts = gaps.map((_, index) => bytes.toString('utf8', spans[2 * index], spans[2 * index + 1]));
    texts.push(bytes.toString('utf8', spans.at(-2), end));
    const found = cleaner.edits(before + texts.join('') + after);
    let from = before.length;
    for (const [index, text] of texts.entries()) {
      const own = ownEdits(found, from, from + text.length);
      const gap = gaps[index];
      if (own === undefined || (gap !== undefined && !isClean(bytes, gap, cleaner))) return yield undefined;
      const clean = cleaner.apply(text, own);
      yield {
        before: bytes.subarray(spans[2 * index], spans[2 * index + 1]),
        after: clean === text ? undefined : Buffer.from(clean),
      };
      if (gap !== undefined) yield { before: bytes.subarray(...gap) };
      from += text.length;
    }
    // the comma
    yield { before: bytes.subarray(end, end + 1) };
  }
}

function readWhole(bytes: Buffer, { charset, cleaner }: How): Part {
  const before = bytes.toString(charset);
  const after = cleaner.apply(before, cleaner.edits(before));
  return { before: bytes, after: after === before ? undefined : Buffer.from(after, charset) };
}
