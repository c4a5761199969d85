import { BESIDE_TIME, MONTHS, WEEKDAYS } from './words-of-time.ts';

/** A part of a text: a number, a word, a sign of Chinese, Japanese or Korean dates, or what is between them. */
const PART =
  /#|(?:周|星期|週)[一二三四五六日天]|[月火水木金土日]曜日?|[월화수목금토일]요일|上午|下午|午前|午後|凌晨|清晨|早上|中午|晚上|오전|오후|[分秒][钟鐘]|時間|小[时時]|시간|[年月日時时點点分秒년월일시분초]|[\p{L}\p{M}ʼ]+|[^\p{L}\p{M}#]+/gu;
const SIGN =
  /^(?:[年月日時时點点秒년월일시초]|上午|下午|午前|午後|凌晨|清晨|早上|中午|晚上|오전|오후|(?:周|星期|週).|.曜日|.요일)$/;
/** No date with weekday, year and time has more of them. */
const MOST_PARTS = 40;
const SEPARATOR = /^[\s.,،/:()'’–-]{1,4}$/;
/** What ends a date, and is no part of it when nothing of it follows. */
const LEADING_ON = new Set([
  'a',
  'am',
  'at',
  'de',
  'den',
  'del',
  'der',
  'du',
  'em',
  'la',
  'o',
  'om',
  'um',
  'à',
  'в',
  'في',
]);
const OF = new Set(['de', 'del', 'der', 'du', 'la']);
/** What a JavaScript `Date` says of its zone. */
const ZONE = /# \([\p{L} ]+ time\)/gu;

/** Months that are English words. */
const SHORT = /(?<=# (?:de )?)(?:set|out|pro|led)\b\.? ?(?=#|de #)/g;

/** A text in lower case, its numbers `#`, in which dates that are written with names are `#` too. */
export function withoutDates(text: string): string {
  if (!text.includes('#')) return text;
  const parts = text.replace(ZONE, '#').replace(SHORT, 'dez ').match(PART) ?? [];
  const kinds = parts.map(kindOf);
  const kept: string[] = [];
  for (let at = 0; at < parts.length;) {
    const end = dateEnd(kinds, parts, at);
    kept.push(end > at ? '#' : (parts[at] as string));
    at = end > at ? end : at + 1;
  }
  return kept.join('');
}

type Kind = 'number' | 'name' | 'beside' | 'separator' | 'other';

function kindOf(part: string): Kind {
  if (part === '#') return 'number';
  if (SEPARATOR.test(part)) return 'separator';
  if (MONTHS.has(part.startsWith('ב') ? part.slice(1) : part) || WEEKDAYS.has(part)) return 'name';
  return SIGN.test(part) || BESIDE_TIME.has(part) ? 'beside' : 'other';
}

/** Where the date that begins at a part ends; the part itself where none does: one has a number, and a name or a sign. */
function dateEnd(kinds: readonly Kind[], parts: readonly string[], from: number): number {
  if (kinds[from] === 'separator') return from;
  let [hasNumber, hasName] = [false, false];
  let end = from;
  const last = Math.min(kinds.length, from + MOST_PARTS);
  for (let at = from; at < last && kinds[at] !== 'other'; at += 1) {
    const part = parts[at] as string;
    // What was counted before a date is no part of it.
    if (hasNumber && !hasName && LEADING_ON.has(part) && !OF.has(part)) return from;
    hasNumber ||= kinds[at] === 'number';
    hasName ||= kinds[at] === 'name' || SIGN.test(part);
    if (kinds[at] !== 'separator' && !LEADING_ON.has(part)) end = at + 1;
  }
  const isBegun = !LEADING_ON.has(parts[from] as string);
  return hasNumber && hasName && isBegun ? end : from;
}
