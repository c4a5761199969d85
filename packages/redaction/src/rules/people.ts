import { CAPITAL, LETTER, SMALL } from '../values/letters.ts';
import type { Edit } from '../edit.ts';
import { isCompany } from '../values/personal.ts';
import { compiled, testOf } from '../compiled.ts';
import { allMatches } from '../matches.ts';

/**
 * Names of people in a text that holds something else of a person, an address or a number: behind a title, a greeting,
 * a word for their part, or on a line of their own. Where nothing else is, a name is as often that of a figure or a town.
 */
export function peopleIn(text: string): Edit[] {
  patterns ??= SOURCES.map((source) => compiled(new RegExp(source, 'gm')));
  return patterns
    .flatMap((pattern) => allMatches(text, pattern))
    .flatMap((found): Edit[] => {
      const name = found[1] ?? '';
      if (isCompany(name) || isNoName(name)) return [];
      const start = found.index + found[0].lastIndexOf(name);
      return [{ start, end: start + name.length, kind: 'personal' }];
    });
}

const WORD = String.raw`[${CAPITAL}](?:['’][${CAPITAL}])?[${SMALL}]{1,24}(?:['’-]?[${CAPITAL}][${SMALL}]{1,20})?`;
const LINK = String.raw`(?:(?:van|von|de|da|di|del|der|den|la|le|dos|bin|al|el|ter)[ ]){0,2}`;
const NAME = String.raw`(?:${WORD}|[${CAPITAL}]\.)(?: ${LINK}(?:${WORD}|[${CAPITAL}]\.)){1,3}`;
const LOUD = String.raw`[${CAPITAL}]{2,20}(?: [${CAPITAL}]{2,24}){1,2}`;
const END = String.raw`(?![${LETTER}0-9])`;

const SOURCES = [
  // titles
  String.raw`(?<![${LETTER}])(?:Dr|Mr|Mrs|Ms|Mx|Prof|Herrn?|Frau|Mme|Mlle|Monsieur|Madame|Sra?|Srta|Señora?|Senhora?|Dott|Sig(?:\.ra)?|Signora?|Dhr|Mevr|Pani?|Hr|Fru)\.? (${WORD}(?: ${LINK}${WORD}){0,2})${END}`,
  // parts
  String.raw`(?<![${LETTER}])(?:[Cc]ustomer|[Cc]lient|[Pp]atient|[Pp]assenger|[Gg]uest|[Tt]enant|[Ee]mployee|[Aa]pplicant|[Mm]ember|[Cc]aller|[Bb]uyer|[Rr]ecipient|[Pp]ayee|[Bb]eneficiary|[Cc]ontact|[Pp]rescriber|[Oo]wner|[Cc]ardholder|[Aa]ccount holder|(?:[Ww]ire|[Tt]ransfer|[Pp]ay(?:able|ment)?|[Rr]efund) to|[Kk]undin|[Kk]unde|[Pp]atientin|[Mm]ieter(?:in)?|[Cc]liente|[Pp]aciente|[Dd]estinataire|[Aa]ttn|[Nn]ame(?=:| is)|[Ii]ch heiße|[Mm]e llamo|[Jj]e m[’']appelle|[Mm]i chiamo|[Cc]hamo-me|I am|I[’']m|[Tt]his is|[Ii]ch bin|[Ss]oy|[Ss]ono|[Jj]e suis)["'*]{0,3}(?: is)?\s?[:,]?\s{0,2}["'*]{0,3}(${NAME})${END}`,
  // closings of letters
  String.raw`(?:[Rr]egards|[Ss]incerely|[Cc]heers|[Tt]hanks|[Bb]est|[Gg]r[üu](?:ß|ss)en?|[Cc]ordialement|[Ss]aludos|[Aa]tenciosamente|[Ss]aluti|[Gg]roet(?:en)?|[Mm]vh|[Hh]ilsen|[Cc]umprimentos|[Pp]ozdrawiam)[,.!]?[ \t]*\r?\n\s{0,4}(${NAME})${END}`,
  // a line of its own, over the rest
  String.raw`^[ \t]*(${NAME}|${LOUD})[ \t]*\r?$`,
  // beside its label on a page
  String.raw`<t[dh][^<>]{0,80}>\s{0,4}(?:Full )?(?:[Nn]ame|[Nn]om|[Nn]ombre|[Nn]ome)\s?:?\s{0,4}<\/t[dh]>\s{0,4}<td[^<>]{0,80}>\s{0,4}(${NAME})(?=\s{0,4}<)`,
];
/** Most texts are of nobody. */
let patterns: readonly RegExp[] | undefined;

/** Headings and streets. */
const isNoName = testOf(
  /^(?:Best|Kind|Dear|Quick|Sample|Custom|Getting|Basic|Advanced|Default|Release|Table|User|Data|File|Command|Configuration|Change|Known|Open|Read|How|What|Why|When|The|This|Our|Your|New|No|Not|Please|Terms|Order|Invoice|Customer|Account|Contact|Work|Date|Phone|Senior|Junior|Chief|Head|Vice|General|United|North|South|East|West|San|Saint|Los|Las|El|La|Le|Set|Setup|Install|Build|Run|Deploy|Test|Tests|Check|Checkout|Upload|Download|Create|Publish|Release|Cache|Configure|Lint|Get|Start|Stop|Push|Pull|Verify|Generate|Update|Add|Remove|Delete|Wait|Restore|Save|Print|Enable|Login|Log)\b|(?:Start|Started|Options?|Usage|Output|Formatter|Guide|Overview|Examples?|Notes?|License|Settings?|Contents|Features?|Requirements|Installation|Reference|Documentation|Changes|History|Support|Questions|Steps|Table|Data|Input|Results?|Tests?|Errors?|Types?|Values?|Functions?|Methods?|Issues?|Street|Road|Avenue|Lane|Drive|Manager|Engineer|Director|Officer|Buyer|Details|Number|Address|Summary|Report|Experience|Education|Skills|Information|Policy|Service|Request|Response|States|Kingdom|City|Session|Tree|Script|Server|Service|Language|Template|Theme|Plugin|Module|Action|Workflow|Job|Step|Pipeline|Project|Team|App|Page|Suite|List|File|Code|Type|Tool|System|Agent|Model)$/,
);
