import { CAPITAL, LETTER } from '../values/letters.ts';
import { cue } from '../cues.ts';
import type { Edit } from '../edit.ts';
import { HOUSE } from '../values/personal.ts';
import type { Rule } from './rule.ts';

/**
 * Postal addresses behind a word that tells whose they are: `Address: …`, `lives at …`, `ship it to …`, in many
 * languages. An address by itself is as often that of a business, and stays.
 */
export const postalAddresses: Rule = {
  name: 'postal-addresses',
  needsWords: true,
  mayFind: ({ digits, heard }) => digits > 0 && heard.has(CUE),
  find(text, _scan, { heard }) {
    const edits: Edit[] = [];
    for (const { 0: lead, index } of heard.matches(CUE, LEAD)) {
      const from = index + lead.length;
      if (from < (edits.at(-1)?.end ?? 0)) continue;
      const found = ADDRESS.exec(text.slice(from, from + LONGEST));
      if (found !== null)
        edits.push({ start: from, end: from + found[0].trimEnd().length, kind: 'personal' });
    }
    return edits;
  },
};

const CUE = cue(
  'address|addr|lives at|live at|lives in|living at|resid|ship|deliver|mail|send|moved to|staying at|adresse|anschrift|wohnhaft|wohnt|wohne|habite|demeurant|domicili|direcci|vive en|vivo en|endere|mora na|moro na|indirizzo|abita|abito|adres|mieszka|woon|住所|お届け先|送付先|地址|주소|адрес|street|liefer|schick|versand|livr|entreg|enviar|mandar|consegn',
);
const LEAD = new RegExp(
  String.raw`(?:(?:(?:street |home |billing |shipping |mailing |postal |delivery )?address(?:es)?|addr|adresse|anschrift|direcci[óo]n|domicilio|endere[çc]o|indirizzo|adres(?:im(?:iz)?)?|адрес|street)(?:[ _-]?(?:line)?[ _-]?\d)?["'*_]{0,3}(?:(?: (?!No:)[${LETTER}]{2,14}){1,3}(?: (?:is|ist|est|es|é|è|lautet):?|:)|(?: (?:is|was|on file|to|ist|lautet|est|es|é|è|in [a-z]{2,12})){0,3})["']?\s{0,3}[:=]?>?\s{0,4}|(?:住所|お届け先|送付先|地址|주소)["']?(?:は|是|为|:|：|=|는|은)?\s{0,3}|(?:lives?|living|resid(?:es?|ing|ent|ence)|staying|moved|ships?(?:ped|ping)?|deliver(?:s|ed|y)?|mail(?:s|ed)?|sends?|sent)(?: (?:it|this|them|that|the [a-z]{3,12}|my [a-z]{3,12}|everything|back|is|of|order)){0,3} (?:at|to|in)(?: (?:my|our|her|his|their) (?:place|house|home|flat|apartment|office|address)| us| me)?:? ?|(?:wohnhaft|wohnt|wohne)(?: in)?(?: der)? ?:? ?|(?:habite|demeurant)(?: au| à)? ?:? ?|domicili[ée]e?(?: au)? ?:? ?|(?:liefer[nt]?|lieferung|schick(?:en|t)?|versand)(?: [${LETTER}]{1,10}){0,2} (?:an|nach):? ?|livr(?:er|ez|aison)(?: [${LETTER}]{1,10}){0,2} (?:à|au)?:? ?|(?:entreg|envi|mand)ar(?: [${LETTER}]{1,10}){0,2} (?:em|a|para|en):? ?|consegn[${LETTER}]{1,6} (?:a|in):? ?|viv[eo] en(?: la)? |mor[ao] na |abit[ao] in |mieszka[mć]? (?:przy|na|w) |woon(?:t|de)? (?:op|in|aan)(?: de| het)? )["'“*]{0,3}`,
  'iy',
);

const LONGEST = 260;
/** What may stand before the house: who lives in it, and at which door. */
const DOOR = String.raw`(?:(?:[${CAPITAL}][${LETTER}'’.-]{0,24}(?: [${CAPITAL}][${LETTER}'’.-]{0,24}){0,3}|(?:Flat|Apt|Apartment|Suite|Unit|Floor|Room|c/o)\.? ?[${LETTER}0-9 #-]{1,24})[,\n] ?){0,2}`;
const NUMBERED = String.raw`(?:[A-Z]{1,2}-)?(?:\d{4,6}(?:-\d{3,4})?|\d\d-\d{3})(?: ?[A-Z]{2}(?![${LETTER}0-9]))?(?: [${CAPITAL}][${LETTER}'’.-]{1,24}){0,4}`;
const WORD = String.raw`[${CAPITAL}][${LETTER}'’.-]{1,24}(?![${LETTER}0-9])`;
const PLACE = String.raw`(?:(?:Flat|Apt|Apto|Apartment|Suite|Ste|Unit|Floor|Room|Bloco|Appt|Wohnung|Piso|#)(?![${LETTER}])\.? ?[${LETTER}0-9-]{1,8}|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|${WORD}(?:[ -]${WORD}){0,3})`;
const ADDRESS = new RegExp(
  `^${DOOR}(?:${HOUSE})(?:(?:,? ?|\\\\n|[ \\t]?\\r?\\n[ \\t]{0,12})(?:- ?)?(?:${NUMBERED}|${PLACE}(?: ${NUMBERED})?|[A-Z]{2} \\d{5}(?:-\\d{4})?|[A-Z]{2}(?![${LETTER}0-9]))){0,7}`,
);
