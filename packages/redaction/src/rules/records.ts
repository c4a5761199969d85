import { cue } from '../cues.ts';
import type { Cue } from '../automaton.ts';
import type { Edit } from '../edit.ts';
import type { Rule } from './rule.ts';
import { allMatches } from '../matches.ts';
import { CAPITAL, LETTER } from '../values/letters.ts';

/**
 * People in records of their own form: patients in HL7 (version 2, PID), parties in SWIFT messages (MT103), cards of
 * vCard (RFC 6350), guests in iCalendar (RFC 5545), and those whom a word before their name tells of.
 */
export const records: Rule = {
  name: 'records',
  needsWords: true,
  mayFind: ({ heard }) => heard.has(ANY),
  find: (text, _scan, { heard }) =>
    FORMS.filter(({ those }) => heard.has(those)).flatMap(({ form, part }) =>
      allMatches(text, form).flatMap((found): Edit[] => partsOf(found, part)),
    ),
};

interface Form {
  those: Cue;
  /** The last group is about a person. */
  form: RegExp;
  /** What of the last group goes; all of it by default. */
  part?: RegExp;
}

const WORD = String.raw`[${CAPITAL}][${LETTER}'’-]{1,24}`;
const NAME = String.raw`${WORD}(?: (?:[${CAPITAL}]\.|(?:von|van|de|da|di|del|der|la|le)(?: der| den)? ${WORD}|${WORD})){1,3}`;

const FORMS: readonly Form[] = [
  { those: cue('pid'), form: /(?:^|[\r\n])PID\|\d{0,3}\|([^\r\n]{4,2000})/g, part: /[^|]{3,}/g },
  {
    those: cue(':50|:59'),
    form: /(?:^|[\r\n]):(?:50[AFK]?|59[AF]?):\/?((?:[^\r\n:][^\r\n]{0,60}\r?\n?){1,5})/g,
    part: /[^\r\n]{3,}/g,
  },
  {
    those: cue('vcard'),
    form: /^(?:FN|N|ADR|BDAY|NICKNAME|LABEL)(?:;[^:\r\n]{0,80})?:([^\r\n]{2,200})/gm,
    part: /[^;\r\n]{2,}/g,
  },
  { those: cue('cn='), form: /(?:ATTENDEE|ORGANIZER)[^:\r\n]{0,120};CN="?([^":;\r\n]{3,60})/g },
  { those: cue('<nm>'), form: /<Nm>([^<>]{3,70})(?=<\/Nm>)/g },
  {
    those: cue(
      'patient|pt |pt.|name on card|cardholder|kontoinhaber|halter|versicherte|passenger|beneficiary|insured|karteninhaber|account holder',
    ),
    form: new RegExp(
      String.raw`(?<![${LETTER}0-9])(?:Pt\.?|[Nn]ame on card(?: is|[:=])?|(?:[Pp]atient(?:in)?(?: [Nn]ame)?|[Cc]ardholder(?: [Nn]ame)?|[Aa]ccount holder|Kontoinhaber(?:in)?|Karteninhaber(?:in)?|Halter(?:in)?|Versicherter?|[Pp]assenger(?: [Nn]ame)?|[Bb]eneficiary(?: [Nn]ame)?|[Ii]nsured)(?: is|[:=])) {1,2}(?:Mrs?\.? |Ms\.? |Dr\.? |Herr |Frau )?(${NAME})`,
      'g',
    ),
  },
];

const ANY: Cue = cue(
  'pid|:50|:59|vcard|cn=|<nm>|patient|pt |pt.|name on card|cardholder|kontoinhaber|halter|versicherte|passenger|beneficiary|insured|karteninhaber|account holder',
);

function partsOf(found: RegExpExecArray, part: RegExp | undefined): Edit[] {
  const whole = found[1] ?? '';
  const from = found.index + found[0].length - whole.length;
  if (part === undefined) return [{ start: from, end: from + whole.length, kind: 'personal' }];
  return allMatches(whole, part).map(({ 0: value, index }) => ({
    start: from + index,
    end: from + index + value.length,
    kind: 'personal',
  }));
}
