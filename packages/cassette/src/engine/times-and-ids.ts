import { canonicalJson, type Json } from '@agent-replay/contracts';

/**
 * True for two values that differ, and in nothing but times and ids: what a live run took from its clock and
 * by chance, and a replay takes from the clock and the seed of its fixture.
 */
export function differInTimesAndIds(recorded: Json | undefined, received: Json | undefined): boolean {
  if (recorded === undefined || received === undefined) return false;
  return areAlike(outline(recorded), outline(received));
}

/** A value, and what there is of it without its times and ids. */
export interface Outline {
  whole: string;
  rest: string;
}

/** Made once for a value that is compared with many. */
export function outline(value: Json): Outline {
  const whole = canonicalJson(value);
  return { whole, rest: taken(whole).rest };
}

/** True for two that differ in times and ids alone. */
export function areAlike(one: Outline, other: Outline): boolean {
  return one.whole !== other.whole && one.rest === other.rest;
}

/**
 * The times and ids in which two such values differ, by the recorded ones: what a replay has in their place. Only those
 * that no other value could be by accident: ids, and times to the millisecond.
 */
export function replacedTimesAndIds(recorded: Json, received: Json): Map<string, string> {
  const [before, after] = [taken(canonicalJson(recorded)), taken(canonicalJson(received))];
  const replaced = new Map<string, string>();
  if (before.rest !== after.rest) return replaced;
  for (const kind of ['uuids', 'times', 'ids'] as const) {
    if (before[kind].length !== after[kind].length) continue;
    for (const [index, word] of before[kind].entries()) {
      const now = after[kind][index] as string;
      if (word !== now && !replaced.has(word) && (kind !== 'times' || IN_MILLISECONDS.test(word)))
        replaced.set(word, now);
    }
  }
  return replaced;
}

const IN_MILLISECONDS = /^\d{13}$|\d\d:\d\d:\d\d[.,]\d{3}/;

/** A text with times and ids replaced, each where it stands as a word. */
export function withTimesAndIds(text: string, replaced: ReadonlyMap<string, string>): string {
  const now = (word: string): string => replaced.get(word) ?? word;
  return text.replaceAll(UUID, now).replaceAll(TIME, now).replaceAll(WORD, now);
}

/** In a longer text nobody looks for words: expressions over megabytes of one word exceed the stack. */
const LONGEST = 2 ** 20;

function taken(text: string) {
  const [uuids, times, ids]: [string[], string[], string[]] = [[], [], []];
  if (text.length > LONGEST) return { rest: text, uuids, times, ids };
  const into = (list: string[], mark: string) => (word: string) => {
    list.push(word);
    return mark;
  };
  const rest = text.split(BYTES).map((part) =>
    BYTES.test(part)
      ? part
      : part
          .replaceAll(UUID, into(uuids, '\u0001'))
          .replaceAll(TIME, into(times, '\0'))
          .replaceAll(WORD, (word) => (isId(word) ? into(ids, '\u0001')(word) : word)),
  );
  return { rest: rest.join(''), uuids, times, ids };
}

/** Bytes of which nothing is known, and which look like ids. */
const BYTES = /("base64":"[A-Za-z\d+/]*={0,2}")/;

/** ISO 8601, RFC 9110, the locales' own ways, and seconds or milliseconds since 1970 (2001 to 2033). */
const TIME = new RegExp(
  [
    String.raw`\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?)?`,
    String.raw`\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:\d{1,2} )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6} \d{1,2}(?:,? \d{4})?`,
    String.raw`\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b`,
    String.raw`\b\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?:[ \u202f]?[AP]M)?`,
    String.raw`(?<![\d.])1\d{9}(?:\d{3})?(?:\.\d{1,9})?(?![\d])`,
  ].join('|'),
  'g',
);

const UUID = /\b[\da-f]{8}(?:-?[\da-f]{4}){3}-?[\da-f]{12}\b/gi;
const WORD = /[a-z\d]{8,}/gi;

/** What is made by chance: hexadecimal digits, or letters and digits that take turns. A name with a version is not. */
function isId(word: string): boolean {
  const turns = (word.match(/\d(?=[a-z])|[a-z](?=\d)/gi) ?? []).length;
  return turns >= 3 || (turns > 0 && /^[\da-f]+$/i.test(word));
}
