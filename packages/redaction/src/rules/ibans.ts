import type { Rule } from './rule.ts';
import { allMatches } from '../matches.ts';

/** International bank account numbers: country, length and the check digits modulo 97 (ISO 13616). */
export const ibans: Rule = {
  name: 'ibans',
  mayFind: ({ digits }) => digits >= 8,
  find(text) {
    return allMatches(text, IBAN).flatMap((found) => {
      const length = ibanLength(found[0]);
      return length === undefined ? [] : [{ start: found.index, end: found.index + length, kind: 'iban' }];
    });
  },
};

const IBAN =
  /(?<![A-Za-z0-9])(?:[A-Z]{2}\d{2}(?:[ \u00a0\u202f-]?[A-Z0-9]){11,30}|[a-z]{2}\d{2}(?:[ \u00a0\u202f-]?[a-z0-9]){11,30})/g;

const LENGTHS: Readonly<Record<string, number>> = {
  AD: 24,
  AE: 23,
  AL: 28,
  AT: 20,
  AZ: 28,
  BA: 20,
  BE: 16,
  BG: 22,
  BH: 22,
  BR: 29,
  BY: 28,
  CH: 21,
  CR: 22,
  CY: 28,
  CZ: 24,
  DE: 22,
  DK: 18,
  DO: 28,
  EE: 20,
  EG: 29,
  ES: 24,
  FI: 18,
  FO: 18,
  FR: 27,
  GB: 22,
  GE: 22,
  GI: 23,
  GL: 18,
  GR: 27,
  GT: 28,
  HR: 21,
  HU: 28,
  IE: 22,
  IL: 23,
  IQ: 23,
  IS: 26,
  IT: 27,
  JO: 30,
  KW: 30,
  KZ: 20,
  LB: 28,
  LC: 32,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  LY: 25,
  MC: 27,
  MD: 24,
  ME: 22,
  MK: 19,
  MR: 27,
  MT: 31,
  MU: 30,
  NL: 18,
  NO: 15,
  PK: 24,
  PL: 28,
  PS: 29,
  PT: 25,
  QA: 29,
  RO: 24,
  RS: 22,
  SA: 24,
  SC: 31,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
  ST: 25,
  SV: 28,
  TL: 23,
  TN: 24,
  TR: 26,
  UA: 29,
  VA: 22,
  VG: 24,
  XK: 20,
};

/** What parts the groups; in texts that were typeset the spaces do not break. */
const GAPS = ' \u00a0\u202f-';

/** How many characters of a candidate are an IBAN, spaces counted. */
function ibanLength(candidate: string): number | undefined {
  const wanted = LENGTHS[candidate.slice(0, 2).toUpperCase()];
  if (wanted === undefined) return undefined;
  let seen = 0;
  let end = 0;
  while (end < candidate.length && seen < wanted) {
    if (!GAPS.includes(candidate[end] ?? '')) seen += 1;
    end += 1;
  }
  const next = candidate[end];
  if (seen < wanted || (next !== undefined && !GAPS.includes(next))) return undefined;
  return remainder(
    candidate
      .slice(0, end)
      .replace(/[ \u00a0\u202f-]/g, '')
      .toUpperCase(),
  ) === 1
    ? end
    : undefined;
}

function remainder(iban: string): number {
  let rest = 0;
  for (const char of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(char, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}
