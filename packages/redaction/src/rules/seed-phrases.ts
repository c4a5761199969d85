import { cue } from '../cues.ts';
import type { Edit } from '../edit.ts';
import type { Rule } from './rule.ts';

/** The words of a wallet (BIP 39): 12 to 24 of them behind a word for them, in a row, parted by commas, or numbered. */
export const seedPhrases: Rule = {
  name: 'seed-phrases',
  needsWords: true,
  mayFind: ({ heard }) => heard.has(CUE),
  find: (_text, _scan, { heard }) =>
    heard.matches(CUE, PHRASE).flatMap((found): Edit[] => {
      const list = found[1] ?? '';
      const end = found.index + found[0].length;
      const words = list.match(/[a-z]+/g) ?? [];
      return COUNTS.has(words.length) && !words.some((word) => COMMON.test(word))
        ? [{ start: end - list.length, end, kind: 'seed' }]
        : [];
    }),
};

const COUNTS = new Set([12, 15, 18, 21, 24]);
/** Words of sentences that are on no list of BIP 39. */
const COMMON =
  /^(?:the|and|for|are|was|with|your|from|have|not|but|our|its|they|been|were|than|must|should)$/;
const CUE = cue('seed|mnemonic|recovery|wallet|backup phrase|secret phrase|passphrase|phrase|words', 'whole');
const PHRASE =
  /(?:seed|mnemonic|recovery|wallet|backup phrase|secret phrase|passphrase|phrase|words)(?:[ _-]?(?:phrase|words?|seed|backup|mnemonic|code))?[^\n:=.]{0,40}(?:[:=.]|\bis|\n)["'`\s>([]{0,12}((?:\d{1,2}[.):]\s?)?[a-z]{3,8}(?:(?:["']?,\s?["']?|[ \t]{1,3}|\s?\r?\n\s{0,8}|-)(?:\d{1,2}[.):]\s?)?[a-z]{3,8}){11,23})(?![a-z])/iy;
