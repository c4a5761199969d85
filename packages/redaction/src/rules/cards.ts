import type { Rule } from './rule.ts';
import { matchesIn } from '../stretches.ts';

/** Payment card numbers: an issuer's prefix and length (ISO/IEC 7812) and the Luhn check digit. */
export const cards: Rule = {
  name: 'cards',
  mayFind: ({ digits }) => digits >= 13,
  find(text, _scan, { numbers }) {
    const tracks = text.includes('=') ? matchesIn(numbers, TRACK) : [];
    return [...matchesIn(numbers, CARD), ...tracks]
      .filter(([found]) => isCard(found.replace(/=.*$/, '').replace(/[ .+\u00a0\u2007\u202f-]/g, '')))
      .map((found) => ({ start: found.index, end: found.index + found[0].length, kind: 'card' }));
  },
};

const CARD =
  /(?<![\w.+%-])(?<!\d[ -])(?:\d{13,19}|\d{4}([ .+\u00a0\u2007\u202f-])\d{4}\1\d{4}\1\d{1,7}|3\d{3}([ .+\u00a0\u2007\u202f-])\d{6}\2\d{4,5})(?![\w%]|[.-]\d| \d(?!\d?\/\d\d\b))/g;

/** What a magnetic stripe tells on its second track (ISO/IEC 7813). */
const TRACK = /(?<![\w=])\d{13,19}=\d{7,24}(?!\d)/g;

function isCard(digits: string): boolean {
  return ISSUERS.test(digits) && passesLuhn(digits);
}

const ISSUERS =
  /^(?:4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11,13}|6(?:011|4[4-9]\d|5\d\d)\d{12,15}|35(?:2[89]|[3-8]\d)\d{12,15}|62\d{14,17}|(?:50|5[6-9]|6[0-9])\d{14,17})$/;

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = digits.length - 1, double = false; at >= 0; at -= 1, double = !double) {
    const digit = Number(digits[at]) * (double ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0 && !/^(\d)\1+$/.test(digits);
}
