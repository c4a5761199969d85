import { LETTER } from '../values/letters.ts';
import { cue } from '../cues.ts';
import type { Edit } from '../edit.ts';
import type { Rule } from './rule.ts';
import { matchesIn } from '../stretches.ts';

/** Telephone numbers: international with `+`, North American by its numbering plan, others after a telling word. */
export const phones: Rule = {
  name: 'phones',
  mayFind: ({ digits, heard }) => digits >= 7 && (digits >= 9 || heard.hasAny([PLUS, ZEROS, LINKS, CUE])),
  find(_text, _scan, { digits, heard, numbers: stretches }) {
    return [
      ...numbers(heard.matches(PLUS, INTERNATIONAL), isInternational),
      ...numbers(heard.matches(ZEROS, TRUNK), (found) => found.length >= 10 && COUNTRY.test(found.slice(2))),
      ...numbers(heard.matches(LINKS, LINK), () => true),
      ...numbers(
        digits >= 10 ? matchesIn(stretches, NORTH_AMERICAN) : [],
        (found) => !/^(?:1?)(\d)\1+$/.test(found),
      ),
      ...numbers(matchesIn(stretches, NATIONAL), (found) => !/(\d)\1{5}/.test(found)),
      ...numbers(heard.matches(CUE, AFTER_CUE), (found) => found.length >= 7 && found.length <= 15),
    ];
  },
};

const isInternational = (digits: string): boolean =>
  digits.length >= 8 && digits.length <= 15 && COUNTRY.test(digits);

const PLUS = cue('+');
/** Also behind the name of who sends or gets a message: `to=+447700900123`. */
const INTERNATIONAL =
  /(?:(?<![\w+.=/-])|(?<=(?<![a-z])(?:to|from|cc|dest|destination|dst|src|recipient|sender|caller|callee|called|calling|contact|number|addr)=))(\+\d{1,3}(?:[ .-]?\(\d{1,4}\)|\(0\))?(?:[ .-]?\d{1,4}){2,6})(?![\w%]|[.-]\d)/y;
const ZEROS = cue('00');
/** `00` before the country, parted by spaces or signs. */
const TRUNK =
  /(?<![\w.+/=-])(?<!\d{3} )(00[1-9]\d{0,2}[ ./-](?:\(0\) ?)?\d{2,5}(?:[ ./-]?\d{2,5}){1,4})(?![\w%]|[.-]\d)/y;
const LINKS = cue('wa.me/|tel:|sms:|whatsapp:', 'whole');
const LINK = /\b(?:wa\.me\/|tel:|sms:|whatsapp:)(\+?\d{8,15})(?!\d)/iy;
const NORTH_AMERICAN =
  /(?<![\w.+/=-])(?:1[ .-])?((?:\([2-9]\d\d\) ?|[2-9]\d\d[.-])[2-9]\d\d[.-]\d{4})(?![\w%]|[.-]\d)/g;
/** By the plans of the United Kingdom, France, Germany, Spain, Japan, Brazil, Turkey and Australia, parted as people there write them. */
const NATIONAL =
  /(?<![\w+.=/,-])(?<!\d )(07\d{3} \d{3} ?\d{3}|020 \d{4} \d{4}|01\d{3} \d{6}|01\d1 \d{3} \d{4}|0[1-9](?:[ .]\d\d){4}|01[567]\d[ /-]\d{3,4} ?\d{3,5}|6\d\d(?: \d\d){3}|0[789]0-\d{4}-\d{4}|0[3-6]-\d{4}-\d{4}|\(\d\d\) ?9?\d{4}-\d{4}|04\d\d \d{3} \d{3}|06-\d{8}|06-\d{2} \d{2} \d{2} \d{2}|0[1-9]\d \d{3} \d\d \d\d|0(?:5\d\d| ?\(5\d\d\)) ?\d{3} \d\d \d\d|07\d-\d{3} \d\d \d\d|0\d{2,3}\/\d{6,8})(?![\w%]|[.,-]\d| \d|:[A-Z])/g;
const CUE = cue(
  'phone|tel|tél|cep|numaram|mobil|mobile|móvil|movil|cell|celular|fax|whatsapp|sms|call|bel|chiama|llama|llame|appelle|handy|natel|gsm|msisdn|тел|電話|携帯|手机|手機|电话|휴대폰|전화|연락처',
  'whole',
);
const AFTER_CUE = new RegExp(
  String.raw`(?:(?<![${LETTER}0-9])(?:(?:tele)?phone|tel|(?:cep )?telefon(?:[eo]|u?(?:muz|nuz|m))?|cep|numaram[ıi]?z?(?=[ :=]{1,5}\(?(?:\+?90|0|5\d\d)[ (\d])|tel[ée]fono|t[ée]l[ée]phone|telefoon|mobile?|m[óo]vil|cell|cellulare|celular|fax|whatsapp|sms|call|bel|chiama|llam[ae]|appelle|handy|gsm|natel|telefonn(?:umme)?r|handynummer|msisdn|тел|телефон)(?![${LETTER}0-9])|電話(?:番号)?|携帯(?:番号)?|手[机機]号?码?|电话号?码?|휴대폰(?:번호)?|전화(?:번호)?|연락처)(?:(?: [${LETTER}]{1,12}){0,4} (?:at|on|op|unter|al|au|a|sul|på|pod)(?= [+(\d])|(?:[ _-]?(?:phone|number|no|nr|us|me|mi|moi|at|on|op|al|au|is|es|é|è|est|ist)){0,3})["'\]]{0,2}\.?\s{0,3}(?:[:=：]|は|是|는|은)?\s{0,3}["']?(\+?(?:0 ?)?\(?\d{2,5}\)?(?:(?: ?[./-] ?| )?\d{2,6}){1,5})(?![\w%]|[.-]\d)`,
  'iy',
);

/** Country codes in use (ITU-T E.164). */
const COUNTRY =
  /^(?:1[2-9]|7[3-9]|2[07]|21[1-8]|22\d|23\d|24\d|25[0-8]|26\d|29[0179]|3[0-469]|35\d|37[0-8]|38[0-35-79]|4[013-9]|42[013]|5[1-8]|50\d|59\d|6[0-6]|67[02-9]|68\d|69[0-2]|8[1246]|85[02356]|88[0-3678]|9[0-58]|96\d|97[0-79]|99[2-68])/;

const DATE = /^(?:(?:19|20)\d\d([-./])[01]\d\1[0-3]\d|[0-3]\d([-./])[01]\d\2(?:19|20)\d\d)$/;

function numbers(matches: Iterable<RegExpExecArray>, isValid: (digits: string) => boolean): Edit[] {
  const edits: Edit[] = [];
  for (const found of matches) {
    const number = found[1] ?? '';
    if (DATE.test(number) || !isValid(number.replace(/\D/g, ''))) continue;
    const end = found.index + found[0].length;
    edits.push({ start: end - number.length, end, kind: 'phone' });
  }
  return edits;
}
