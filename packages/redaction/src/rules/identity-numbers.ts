import type { Edit } from '../edit.ts';
import type { Rule } from './rule.ts';
import { DIGIT, eachPart, kindsOf, matchesIn, type Stretch, stretchAt } from '../stretches.ts';

/** Numbers of persons that many states give out, told by their form together with their check digits or the date in them. */
export const identityNumbers: Rule = {
  name: 'identity-numbers',
  mayFind: ({ digits }) => digits >= 4,
  find(text) {
    const edits: Edit[] = [];
    for (const { 0: found, index } of matchesIn(partsWithNumbers(text), CANDIDATE)) {
      const checks = CHECKS.get(found.length);
      if (
        checks?.some(([, form, isValid]) => form.test(found) && isValid(found.replace(/[^A-Z0-9]/g, ''))) ===
        true
      )
        edits.push({ start: index, end: index + found.length, kind: 'personal' });
    }
    return edits;
  },
};

/** The shortest forms have so many characters, and so many digits. */
const LEAST = 9;
const LEAST_DIGITS = 4;
const KINDS = kindsOf(' ./-');
const CAPITAL = 3;
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') KINDS[char.charCodeAt(0)] = CAPITAL;

/** What is made of capitals, digits and separators alone, as all forms are, and is no number that was measured. */
function partsWithNumbers(text: string): Stretch[] {
  const parts: Stretch[] = [];
  eachPart(text, KINDS, LEAST, (start, end) => {
    if (mayBeOfPerson(text, start, end)) parts.push(stretchAt(text, start, end));
  });
  return parts;
}

/** Points, spaces and a sign before it make a number that is no other; of no form are so few groups of digits, and digits, in it. */
function mayBeOfPerson(text: string, start: number, end: number): boolean {
  let digits = 0;
  let groups = 0;
  let isPlain = true;
  let before = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    const kind = KINDS[code] as number;
    if (kind === DIGIT) {
      digits += 1;
      if (before !== DIGIT) groups += 1;
    } else if (kind === CAPITAL || code === SLASH || (code === DASH && digits > 0)) isPlain = false;
    before = kind;
  }
  return digits >= LEAST_DIGITS && (!isPlain || groups >= LEAST_GROUPS || digits >= LEAST_PLAIN);
}

const SLASH = 47;
const DASH = 45;
/** Digits without capitals, dashes and slashes between have so many groups, or are so many. */
const LEAST_GROUPS = 3;
const LEAST_PLAIN = 17;

// what begins with a set of characters is found faster than what begins with a look behind
const CANDIDATE =
  /[A-Z\d](?<![\w./+@-].)(?:(?<=\d)|[A-Z]{0,5}(?=\d)|[A-Z](?= \d\d \d\d \d\d [A-D]))[\dA-Z]{0,17}(?:[ ./-][\dA-Z]{1,8}){0,6}(?![\w@%]|[./-]\w)/g;

type Check = readonly [lengths: readonly number[], form: RegExp, isValid: (bare: string) => boolean];

const digitsOf = (bare: string): number[] => Array.from(bare, Number);
const weighted = (bare: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, at) => sum + weight * Number(bare[at]), 0);

/** Year, month and day of six digits. */
const isDay = (yymmdd: string): boolean => {
  const month = Number(yymmdd.slice(-4, -2));
  const day = Number(yymmdd.slice(-2));
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
};

function passesLuhn(bare: string): boolean {
  const sum = digitsOf(bare)
    .toReversed()
    .reduce((total, digit, at) => total + (at % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2), 0);
  return sum % 10 === 0;
}

const PRODUCT = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
  [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
  [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
  [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
  [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
  [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
  [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
  [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
  [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
];
const TURN = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/** Verhoeff, "Error detecting decimal codes", 1969. */
function passesVerhoeff(bare: string): boolean {
  const turned = (digit: number, times: number): number =>
    Array.from({ length: times }).reduce<number>((value) => TURN[value] ?? 0, digit);
  const sum = digitsOf(bare)
    .toReversed()
    .reduce((total, digit, at) => PRODUCT[total]?.[turned(digit, at % 8)] ?? 0, 0);
  return sum === 0;
}

const DNI = 'TRWAGMYFPDXBNJZSQVHLCKE';
const HETU = '0123456789ABCDEFHJKLMNPRSTUVWXY';
const ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

function isCodiceFiscale(bare: string): boolean {
  const value = (char: string): number => (/\d/.test(char) ? Number(char) : char.charCodeAt(0) - 65);
  const sum = Array.from(bare.slice(0, 15)).reduce(
    (total, char, at) => total + (at % 2 === 0 ? (ODD[value(char)] ?? 0) : value(char)),
    0,
  );
  return sum % 26 === bare.charCodeAt(15) - 65;
}

const CHINA = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CNPJ = [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];

function isCnpj(bare: string): boolean {
  const check = (weights: readonly number[]): number => {
    const rest = weighted(bare, weights) % 11;
    return rest < 2 ? 0 : 11 - rest;
  };
  return (
    check(CNPJ) === Number(bare[12]) && check([6, ...CNPJ]) === Number(bare[13]) && !/^(\d)\1+$/.test(bare)
  );
}

function isRut(bare: string): boolean {
  const sum = digitsOf(bare.slice(0, -1))
    .toReversed()
    .reduce((total, digit, at) => total + digit * ((at % 6) + 2), 0);
  return '0123456789K'[(11 - (sum % 11)) % 11] === bare.at(-1);
}

const ALL: readonly Check[] = [
  // Brazil's companies, Chile, Argentina, Mexico
  [[18], /^\d\d\.\d{3}\.\d{3}\/\d{4}-\d\d$/, isCnpj],
  [[11, 12], /^\d{1,2}\.\d{3}\.\d{3}-[\dK]$/, isRut],
  [
    [13],
    /^(?:20|23|24|27|30|33)-\d{8}-\d$/,
    (bare) => (11 - (weighted(bare, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === Number(bare[10]),
  ],
  [[18], /^[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z\d]\d$/, (bare) => isDay(bare.slice(4, 10))],
  // the United States' numbers for tax payers, and the United Kingdom's for the insured
  [[11], /^9\d\d-(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])-\d{4}$/, (bare) => !/^9+$/.test(bare)],
  [[13], /^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] \d\d \d\d \d\d [A-D]$/, () => true],
  [
    [13],
    /^[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d-[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d-[AC-HJKMNP-RT-Y]{2}\d\d$/,
    () => true,
  ],
  // Spain
  [[9, 10], /^\d{8}[ -]?[A-Z]$/, (bare) => DNI[Number(bare.slice(0, 8)) % 23] === bare[8]],
  [
    [9, 10, 11],
    /^[XYZ][ -]?\d{7}[ -]?[A-Z]$/,
    (bare) => DNI[Number('XYZ'.indexOf(bare[0] ?? '') + bare.slice(1, 8)) % 23] === bare[8],
  ],
  // Italy, France, Switzerland
  [[16], /^[A-Z]{6}\d\d[ABCDEHLMPRST]\d\d[A-Z]\d{3}[A-Z]$/, isCodiceFiscale],
  [
    [18, 21],
    /^[12] \d\d \d\d \d\d \d{3} \d{3}(?: \d\d)?$/,
    (bare) => bare.length < 15 || 97 - (Number(bare.slice(0, 13)) % 97) === Number(bare.slice(13)),
  ],
  [
    [16],
    /^756\.\d{4}\.\d{4}\.\d\d$/,
    (bare) => digitsOf(bare).reduce((sum, digit, at) => sum + digit * (at % 2 === 0 ? 1 : 3), 0) % 10 === 0,
  ],
  // Sweden, Finland
  [[11, 13], /^(?:19|20)?\d{6}-\d{4}$/, (bare) => isDay(bare.slice(0, -4)) && passesLuhn(bare.slice(-10))],
  [
    [11],
    /^\d{6}[-A-F]\d{3}[0-9A-Y]$/,
    (bare) => HETU[Number(bare.slice(0, 6) + bare.slice(-4, -1)) % 31] === bare.at(-1),
  ],
  // India, China, Korea, Singapore
  [[14], /^[2-9]\d{3}[ -]\d{4}[ -]\d{4}$/, passesVerhoeff],
  [[10], /^[A-Z]{3}P[A-Z]\d{4}[A-Z]$/, () => true],
  [
    [18],
    /^[1-9]\d{5}(?:19|20)\d{9}[\dX]$/,
    (bare) => isDay(bare.slice(8, 14)) && '10X98765432'[weighted(bare, CHINA) % 11] === bare[17],
  ],
  [[14], /^\d{6}-[1-8]\d{6}$/, (bare) => isDay(bare.slice(0, 6))],
  [
    [9],
    /^[ST]\d{7}[A-J|Z]$/,
    (bare) =>
      'JZIHGFEDCBA'[
        (weighted(bare.slice(1), [2, 7, 6, 5, 4, 3, 2]) + (bare.startsWith('T') ? 4 : 0)) % 11
      ] === bare[8],
  ],
];

/** By the lengths that they have, separators counted. */
const CHECKS = new Map<number, Check[]>();
for (const check of ALL)
  for (const length of check[0]) CHECKS.set(length, [...(CHECKS.get(length) ?? []), check]);
