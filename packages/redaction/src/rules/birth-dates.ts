import { LATIN } from '../values/letters.ts';
import { cue } from '../cues.ts';
import { DAY } from '../values/personal.ts';
import { last } from './commands.ts';
import type { Rule } from './rule.ts';

/** Dates of birth behind the words for them; `born` alone tells of those who may live, not of history. */
export const birthDates: Rule = {
  name: 'birth-dates',
  needsWords: true,
  mayFind: ({ digits, heard }) => digits >= 3 && heard.has(CUE),
  find: (text, _scan, { heard }) =>
    heard
      .matches(CUE, BIRTH)
      .filter(
        ({ 0: whole, 1: day = '' }) =>
          !/^(?:born|geboren|né|nac|nasc|nat|urodz)/i.test(whole) || isRecent(day),
      )
      .map((found) => last(found, 'personal')),
};

const CUE = cue(
  'birth|dob|d.o.b|born|geb|né|naissance|nacid|nací|naci|nacimiento|doğum|nascid|nascimento|nato|nata|nascita|urodz|syntynyt|fødselsdato|födelsedatum|生年月日|出生|생년월일|рожд',
);
const BIRTH = new RegExp(
  String.raw`(?:birth ?(?:date|day)|birth|dob|d\.o\.b\.?|born(?: on)?|geboren(?: am)?|geb\.|geburtsdatum|geburtstag|geboortedatum|née?(?:\(e\))?(?: le)?|naissance|nacid[oa](?: el)?|nac(?:[íi]|iste|i[óo])(?: el)?|nacimiento|do[ğg]um (?:tarih|gün)[ıiuümnz]{0,7}|nascid[oa](?: em)?|nascimento|nat[oa] il|nascita|urodzon[ya]|data urodzenia|urodzenia|fødselsdato|födelsedatum|生年月日|出生日期|出生|생년월일|рождения)(?![${LATIN}0-9])["'*_)\]]{0,3}(?: ?\([^()\n]{1,20}\))?(?: (?:is|was|on|of|ist|est|es|é|è|to|the|le|el|am|em|il|:)){0,2}\s{0,2}(?:[:：=]|は|是|는|은)?>?\s{0,3}["'“*_]{0,3}(${DAY})`,
  'iy',
);

const OLDEST = 1920;

function isRecent(day: string): boolean {
  const year = /(?:19|20)\d\d/.exec(day)?.[0];
  return year === undefined || Number(year) >= OLDEST;
}
