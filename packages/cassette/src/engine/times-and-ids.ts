import { canonicalJson, type Json } from '@agent-replay/contracts';

/**
 * True for two bodies that differ, and in nothing but times and ids: what a live run took from its clock and
 * by chance, and a replay takes from the clock and the seed of its fixture.
 */
export function differInTimesAndIds(recorded: Json | undefined, received: Json | undefined): boolean {
  if (recorded === undefined || received === undefined) return false;
  const [before, after] = [canonicalJson(recorded), canonicalJson(received)];
  return before !== after && without(before) === without(after);
}

function without(text: string): string {
  return text
    .replaceAll(UUID, '\u0001')
    .replaceAll(TIME, '\0')
    .replaceAll(WORD, (word) => (isId(word) ? '\u0001' : word));
}

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
