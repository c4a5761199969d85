import { cue } from '../cues.ts';
import type { Cue } from '../automaton.ts';
import type { Edit } from '../edit.ts';
import type { Heard } from '../heard.ts';
import type { Signals } from '../signals.ts';
import { allMatches } from '../matches.ts';
import { LATIN } from '../values/letters.ts';
import { last } from './commands.ts';

const CODES = cue(
  'your|door|gate|alarm|entry|lockbox|lock box|key box|keybox|safe|locker|keypad|key safe|garage|verification|security|login|access|one|confirmation|auth|2fa|mfa|otp|sms|sign|two|recovery|backup|pairing|reset|pin|puk|guard|device|cvv|cvc',
  'whole',
);
const CODE =
  /(?<![\w-])(?<!\w\/)(?:your|door|gate|alarm|entry|lockbox|safe|verification|security|login|access|one[- ]?time|confirmation(?! number)|auth(?:entication|orization)?|2fa|mfa|otp|sms|sign[- ]?in|two[- ]factor|recovery|backup|pairing|reset|pin|puk|cvv|cvc)\b[ -]{0,2}(?:pass)?(?:code|pin|password|otp|number|key)?s?\b(?: (?:for|of|to) (?:[^.:\n\d]{1,40}|\S{1,60}@[\w.-]{1,60})| (?:you|we|i|they) (?:(?:just|have|were|was|am|are) ){0,2}(?:got|get|received|sent|given|see))?(?:(?: is| are|:| =|-):?\s{0,4}|[ \t]{0,4})["'`*_]{0,3}(?:#(?=\d{4}\b))?((?:G-)?\d{3,4}[ -]?\d{3,4}|\d{3,8})(?!\d|\.\d|%|[-/]\d)/iy;
/** The same in an element of its own: `Your code is <b>…</b>`. */
const CODE_IN_TAG =
  /(?<![\w-])(?:your|verification|security|login|access|one[- ]?time|confirmation|auth(?:entication|orization)?|2fa|mfa|otp|sms|sign[- ]?in|two[- ]factor|recovery|backup|pairing|reset)\b[ -]{0,2}(?:(?:[a-z-]{2,20} )?(?:verification|security|login|log-in|access|one[- ]?time|single-use|temporary|new|unique|\w{1,5}-digit|confirmation|authentication|authorization|activation|2fa|mfa|sms|sign[- ]?in|recovery|backup|pairing|reset) )?(?:pass)?(?:code|pin|password|otp)\b(?: (?:for|of|to) [^.:\n\d<>]{1,40})?(?: is| are|:| =|-){0,2}\s{0,8}(?:(?:: ?)?<\/?(?:b|strong|span|code|em|i|p|div|td|th|tr|font|center|h[1-6]|br)(?: [^<>]{0,300})?>\s{0,8}){1,6}((?:G-)?\d{3}[ -]?\d{3}|\d{4,8})(?=\s{0,8}<)/iy;
/** The same in the other languages that many senders of codes write. */
const CODES_ABROAD = cue(
  'anmelde|zugangs|freigabe|ihr code|dein code|votre code|tu código|su código|seu código|il tuo codice|uw code|je code|türcode|tür-code|tuercode|alarmcode|alarm-code|torcode|hauscode|digicode|best|mtan|mobiletan|mobile-tan|pushtan|smstan|sms-tan|chiptan|phototan|sicherheits|verif|einmal|tan|cod|cód|bevestigings|kod w|код|doğrulama|ověř|oveř|bekr|vahvistus|mã xác|kode verif|pinコード|暗証番号|验证码|驗證碼|認証コード|確認コード|인증번호|رمز ال|رمز ت|کد ت|קוד ה|קוד א|ओटीपी|सत्यापन|ওটিপি|κωδικός επ|κωδικό επ|код п|ellenőrző|codul de|mã otp|kode otp|kod peng|รหัส otp|รหัสยืนยัน',
);
const CODE_ABROAD = new RegExp(
  String.raw`(?<![${LATIN}])(?:(?:anmelde|zugangs|freigabe)-?code|(?:ihr|dein) code|votre code|(?:tu|su|seu) c[óo]digo|il tuo codice|(?:uw|je) code|best[äa]tigungs-?code|(?:m|mobile|push|sms|chip|photo)-?tan|sicherheits-?code|verifizierungs-?code|einmal-?(?:code|passwort)|\btan\b|code de (?:v[ée]rification|confirmation|s[ée]curit[ée]|connexion)|c[óo]d(?:igo|ice|e) (?:de|di) (?:verificaci[óo]n|verifica[çc][ãa]o|confirma\w{1,6}|seguran[çc]a|seguridad|acceso|acesso|verifica|conferma|sicurezza|accesso)|c[óo]digo (?:de )?(?:la |el |del )?(?:alarma|puerta|portal|garaje|porta|port[ãa]o)|code (?:de la porte|du portail|de l['’]alarme)|digicode|(?:t[üu]e?r|alarm|tor|haus)-?code|verificatie-?code|bevestigings-?code|kod weryfikacyjny|код подтверждения|verifieringskod|doğrulama kodu|ov[ěe]řovací kód|bekr[æe]ftelseskode|bekreftelseskode|vahvistuskoodi|mã xác (?:minh|nhận|thực)|kode verifikasi|pinコード|暗証番号|验证码|驗證碼|認証コード|確認コード|인증번호|رمز (?:التحقق|التأكيد|الدخول|تحقق)|کد (?:تایید|تأیید)|קוד ה?(?:אימות|כניסה)|ओटीपी|सत्यापन कोड|ওটিপি|κωδικό[ςυ]? επ(?:αλήθευσης|ιβεβαίωσης)|код підтвердження|ellenőrző kód|codul de (?:verificare|confirmare)|mã otp|kode otp|kod pengesahan|รหัส otp|รหัสยืนยัน)[^\d\n]{0,48}?((?:\d{3}[ -]\d{3}|\d{2} \d{2} \d{2}|\d{4,8}))(?!\d|[-/.]\d)`,
  'iy',
);
const YOURS = cue('is your|as your');
const CODE_FIRST =
  /(?<![\w.-])((?:[A-Z]-)?\d{4,8}|\d{3}[ -]\d{3}) (?:is|as) your [^.\n]{0,60}?(?:code|otp|pin|password)\b/gi;
const USES = cue('use|enter|type', 'whole');
/** The sender between: `Your WhatsApp code: …`. */
const CODE_OF_SOMEBODY =
  /\byour (?!.{0,20}(?:zip|post|area|error|country|status|promo|discount|coupon|booking|tracking|source|exit|response|dress|currency|airport|voucher|product|order) ?code)(?:[\w.-]{2,20} ){1,2}(?:pass)?(?:code|pin|otp)\b(?: is| are|:| =|-){0,2}\s{0,4}["'`*_]{0,3}((?:G-)?\d{3}[ -]\d{3}|\d{4,8})(?!\d|\.\d|%|[-/]\d)/iy;
/** With capital letters in it only behind the word itself: a confirmation number is one of a booking. */
const CODE_OF_LETTERS =
  /\b(?:[Vv]erification|[Ss]ecurity|[Ll]og-?in|[Aa]ccess|[Oo]ne[- ]?time|[Cc]onfirmation|[Aa]uth\w{0,12}|2FA|MFA|[Dd]evice|[Gg]uard|[Ss]ign[- ]?in|[Pp]airing|[Bb]ackup|[Rr]ecovery)[ -]{1,2}(?:pass)?[Cc]ode\b(?: (?:for|to|you) [^.:\n\d]{1,40})?(?: is|:){1,2}\s{0,4}["'`*_]{0,3}([A-Z0-9]{4}-[A-Z0-9]{4}|(?=[A-Z]{0,7}\d)(?=\d{0,7}[A-Z])[A-Z0-9]{5,8})(?![A-Za-z0-9-])/y;
/** Of a door, whatever stands in it, behind a colon or `is`. */
const CODE_OF_DOOR =
  /\b(?:door|gate|alarm|entry|lock ?box|key ?box|safe|locker|key ?safe|keypad|garage)[ -](?:pass)?code\b(?: (?:for|of|to|at|in|on) [^.:\n\d]{1,40})?(?: is|['’]s|:){1,2}\s{0,4}["'`*_]{0,3}#?(?=[A-Za-z*#]{0,11}\d)([A-Za-z0-9*#]{4,12})(?![\w-])/iy;
/** The code of a device flow (RFC 8628 §6.1), which a user types. */
const CODE_ENTERED =
  /\b(?:[Uu]se|[Ee]nter|[Tt]ype) (?:(?:the|this|your|following|user|device|one-time|code|below) ){0,3}code:?\s{1,4}([A-Z0-9]{4}-[A-Z0-9]{4}|(?=[A-Z]{0,8}\d)(?=\d{0,8}[A-Z])[A-Z0-9]{8,9}(?= to (?:authenticate|sign|log|verify|pair|link|connect)))(?![A-Za-z0-9-])/y;
const CODE_USED =
  /\b(?:use|enter|type)(?: the)?(?: code)?:? (\d{4,8}|\d{3}[ -]\d{3})\b(?=[^.\n]{0,60}\b(?:code|passcode|otp|verify|sign in|log ?in|confirm))/iy;

/** As speech is written down: `the pin is four seven one nine`. */
const DIGIT_SAID = '(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple)';
/** Codes that everybody knows. */
const NOT_OF =
  '(?<!(?:area|zip|post|postal|country|region|state|city|dial|dialing|dialling|calling|error|status|exit|return|response|result|reason|promo|promotion|coupon|discount|voucher|offer|order|product|item|part|dress|bar|qr|source|colou?r|flight|airport|route|stop|bus|morse|course|class|tax|language|currency|stock|model) )';
const SAID = cue('pin|code|passcode|otp|cvv|cvc|number|social', 'whole');
/** Straight behind the word, and in languages that have the same word for it: `passcode 4821`, `meine PIN ist 4821`. */
const PASSCODE =
  /(?:pass ?code(?:(?: is)?:?| =)|pin(?:[ -]?(?:code|nummer|number))?(?: (?:der|des|für|fürs|vom|van|de|del|della|du|da|do|van|voor|pour|para|per)(?: [\p{L}’'-]{2,20}){1,3}?)? (?:ist|lautet|est|es|è|é|je|jest|är|er|on|is)) ["'`*]{0,3}(\d{4,10})(?![\w%-]|[.,]\d)/iuy;
const CODE_SAID = new RegExp(
  String.raw`(?:(?<=(?:card|account|security|routing|passport|member|policy) )number|pin|passcode|${NOT_OF}code|otp|cvv|cvc|social(?: security)?)\b(?: (?!zero|one|two|three|four|five|six|seven|eight|nine)[a-z']{1,12}){0,4}[,:]? ((?:${DIGIT_SAID}[ ,-]{1,2}){3,23}${DIGIT_SAID})\b`,
  'iy',
);

/** Behind the end of the number of its card: `PIN for the card ending in 4242: …`. */
const CODE_OF_CARD =
  /(?:pin|cvv|cvc)\b[^:\n\d]{1,40}\bending (?:in |with )?\d{4}(?: is|:){1,2}\s{0,4}(\d{3,8})(?!\d|\.\d|[-/]\d)/iy;

/** The number of an issue: `Security #1305`. */
const ISSUE = /^(?!.*(?:code|pin))[^]*#/i;

/** The end of a card's number. */
const OF_CARD = /\bending (?:in |with )?\d{4}$/i;

/** Of a host: `basic auth for acme:8080`. */
const PORT = /^(?!.*(?:code|pin|otp|password))[^]* (?:for|of|to) \S+:\d{2,5}$/i;

/** Codes that somebody is sent or told, to type them: `your code is …`. */
export function codes(text: string, { heard, digits }: Signals): Edit[] {
  const numbers = (those: Cue, pattern: RegExp): RegExpExecArray[] =>
    digits < LEAST_DIGITS ? [] : heard.matches(those, pattern);
  const edits = [
    ...numbers(CODES, CODE).filter(
      ({ 0: whole }) => !ISSUE.test(whole) && !PORT.test(whole) && !OF_CARD.test(whole),
    ),
    ...numbers(CODES, CODE_IN_TAG),
    ...numbers(CODES, CODE_OF_SOMEBODY),
    ...heard.matches(CODES, CODE_OF_LETTERS),
    ...heard.matches(CODES, CODE_OF_DOOR),
    ...heard.matches(USES, CODE_ENTERED),
    ...numbers(CODES_ABROAD, CODE_ABROAD),
    ...heard.matches(SAID, CODE_SAID),
    ...numbers(SAID, PASSCODE),
    ...numbers(USES, CODE_USED),
    ...numbers(CODES, CODE_OF_CARD),
  ].map((found) => last(found, 'code'));
  for (const found of heard.has(YOURS) ? allMatches(text, CODE_FIRST) : []) {
    const code = found[1] ?? '';
    edits.push({ start: found.index, end: found.index + code.length, kind: 'code' });
  }
  return edits;
}

/** Of the shortest code that is a number. */
const LEAST_DIGITS = 3;

/** Codes for the day on which the telephone is lost, each on its line or parted by commas. */
const SPARE_WORDS = cue('recovery|backup|scratch|emergency|one|single', 'whole');
/** A group of one, which is no beginning of the next list. */
const GROUP = String.raw`(?!(?:recovery|backup|scratch|emergency)[- ](?:code|key))[A-Za-z0-9]{4,10}`;
const SPARES = new RegExp(
  String.raw`\b(?:recovery|backup|scratch|emergency|one[- ]time|single[- ]use)[- ](?:codes?|keys?|passwords?)\b(?:[^\n:]{0,60}:| (?:are|is)(?=\s{1,4}[A-Za-z-]{0,9}\d[A-Za-z-]{0,9}\d))((?:[\s,;|*•-]{1,6}(?:\d{1,2}[.)] )?${GROUP}(?:[- ]${GROUP}){0,8}(?=[\s,;|.]|$)){1,24})`,
  'iy',
);
const SPARE = /(?<![\w.)-])(?=[A-Za-z-]{0,12}\d)[A-Za-z0-9]{4,10}(?:-[A-Za-z0-9]{4,10}){0,8}(?![\w-])/g;
/** The same without a colon: each code on a line of its own. */
const SPARE_LINES = new RegExp(
  String.raw`\b(?:recovery|backup|scratch|emergency)[- ](?:codes?|keys?)[^\S\n]{0,4}\r?\n((?:[ \t*•-]{0,6}(?:\d{1,2}[.)] )?${GROUP}(?:[- ]${GROUP}){0,8}[ \t]*(?:\r?\n|$)){1,24})`,
  'iy',
);
/** The same after what is to be done with them. */
const SPARE_BLOCK =
  /\b(?:recovery|backup|scratch|emergency)[- ](?:codes?|keys?)\b[^]{0,300}?\n((?:(?:[ \t*•-]{0,6}(?=[a-z-]{0,12}\d)[a-z0-9]{4,10}-[a-z0-9]{4,10}){1,4}[ \t]*(?:\r?\n|$)){3,24})/iy;
/** The seed of one-time codes in groups, as pages show it to be typed. */
const SEEDS = cue('key|secret|code', 'whole');
const SEED =
  /\b(?:key|secret|code)\b[^\n:]{0,20}:\s{0,4}(?=[A-Za-z ]{0,80}[2-7])((?:[a-z2-7]{4} ){3,15}[a-z2-7]{4}|(?:[A-Z2-7]{4} ){3,15}[A-Z2-7]{4})\b/y;

/** The codes first: `…, … and … are your backup codes`. */
const THESE = cue(' are your| are my| are the| are our');
const SAID_OF_THEM =
  / are (?:your|my|the|our) (?:new |two |last )?(?:recovery|backup|scratch|emergency|one[- ]time)[- ](?:codes|keys|passwords)\b/iy;
const LISTED =
  /(?:(?=[A-Za-z-]{0,12}\d)[A-Za-z0-9]{4,10}(?:-[A-Za-z0-9]{4,10}){0,4}(?:,? and |[,;/] {0,3}| {1,3}|$)){2,12}$/;
const LONGEST_LIST = 200;

function listedBefore(text: string, heard: Heard): Edit[] {
  return heard.matches(THESE, SAID_OF_THEM).flatMap(({ index }) => {
    const before = text.slice(Math.max(0, index - LONGEST_LIST), index);
    const list = LISTED.exec(before)?.[0] ?? '';
    return allMatches(list, SPARE).map(({ 0: code, index: at }) => {
      const start = index - list.length + at;
      return { start, end: start + code.length, kind: 'code' };
    });
  });
}

/** Lists of recovery codes, and the seeds of one-time codes. */
export function spares(text: string, heard: Heard): Edit[] {
  const lists = [
    ...heard.matches(SPARE_WORDS, SPARES),
    ...heard.matches(SPARE_WORDS, SPARE_LINES),
    ...heard.matches(SPARE_WORDS, SPARE_BLOCK),
  ];
  return lists
    .flatMap((found) => {
      const list = found[1] ?? '';
      const from = found.index + found[0].length - list.length;
      return allMatches(list, SPARE).map(({ 0: code, index }) => ({
        start: from + index,
        end: from + index + code.length,
        kind: 'code',
      }));
    })
    .concat(listedBefore(text, heard))
    .concat(heard.matches(SEEDS, SEED).map((found) => ({ ...last(found, 'code') })));
}

/** What a text has to name for `codes` and `spares` to find something. */
export const CODE_CUES: readonly Cue[] = [SPARE_WORDS, THESE, SEEDS, CODES, CODES_ABROAD, YOURS, USES, SAID];
