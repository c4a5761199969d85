import { expect, test } from 'vitest';
import { checkJsonSchema } from './json-schema.ts';

const place = { path: '/output', what: 'the output' };
const matches = (pattern: string, text: string): boolean =>
  checkJsonSchema({ pattern }, text, place).length === 0;

const RANGES = [
  [0, 0x3ff],
  [0x16_70, 0x16_90],
  [0x18_00, 0x18_10],
  [0x1f_f0, 0x20_70],
  [0x2f_f0, 0x30_10],
  [0xfe_f0, 0xff_10],
  [0x1_f6_00, 0x1_f6_10],
] as const;
const CHARACTERS = RANGES.flatMap(([from, to]) =>
  Array.from({ length: to - from }, (_, index) => String.fromCodePoint(from + index)),
);

test.each([
  String.raw`^\s$`,
  String.raw`^\S$`,
  String.raw`^[\s]$`,
  String.raw`^[^\s]$`,
  String.raw`^[\S]$`,
  String.raw`^[^\S\n]$`,
  String.raw`^.$`,
  String.raw`^[.]$`,
  String.raw`^\w$`,
  String.raw`^\W$`,
  String.raw`^\d$`,
  String.raw`^[\D]$`,
  String.raw`^[^]$`,
  String.raw`^[^][\]]?$`,
  String.raw`^\p{Script=Greek}$`,
  String.raw`^\P{gc=Lu}$`,
  String.raw`^[\p{L}_]$`,
  String.raw`^\uD83D\uDE00$`,
  String.raw`^\u{1F600}$`,
  String.raw`^[\uD83D\uDE00-\uD83D\uDE05]$`,
  String.raw`^\x41\/?$`,
  String.raw`^[\b]$`,
  String.raw`^(?:a|\.|\\)$`,
  String.raw`^[[]\s?$`,
  String.raw`^[^[]\S?$`,
  String.raw`^[x[^]\s?$`,
  String.raw`^[\w\s-]$`,
  String.raw`[]`,
  String.raw`\bé`,
])('reads %s as ECMA-262 does, for each character', (pattern) => {
  const native = new RegExp(pattern, 'u');
  const other = CHARACTERS.filter((character) => matches(pattern, character) !== native.test(character));
  expect(other.map((character) => character.codePointAt(0)?.toString(16))).toEqual([]);
});

test('reads a bracket within a class as itself', () => {
  expect(matches('^[[:alpha:]]$', 'a')).toBe(false);
  expect(matches('^[[:alpha:]]$', ':]')).toBe(true);
});

test.each([String.raw`^[\w\s-.]$`, String.raw`^[\S-é]$`, String.raw`^[a-\s]$`, String.raw`^[\s-\uffff]$`])(
  'reads a dash beside a class as itself in %s, as ECMA-262 does without the flag "u"',
  (pattern) => {
    const native = new RegExp(pattern);
    const ofOneUnit = CHARACTERS.filter((character) => character.length === 1);
    expect(ofOneUnit.filter((character) => matches(pattern, character) !== native.test(character))).toEqual(
      [],
    );
  },
);

test.each([
  String.raw`\pN`,
  String.raw`\Aa`,
  String.raw`a\z`,
  String.raw`\Qa.b\E`,
  '(?s)a.b',
  '(?im)^a$',
  String.raw`(a)\1`,
])('refuses %s, which ECMA-262 reads otherwise or RE2 cannot run', (pattern) => {
  expect(checkJsonSchema({ pattern }, 'a', place).map(({ code }) => code)).toEqual(['contract_invalid']);
});
