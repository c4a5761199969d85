import { LETTER } from '../values/letters.ts';
import { cue } from '../cues.ts';
import type { Edit } from '../edit.ts';
import { Mark } from '../signals.ts';
import { last } from './commands.ts';
import type { Rule } from './rule.ts';
import { allMatches } from '../matches.ts';
import { eachPart, kindsOf, matchesIn } from '../stretches.ts';

/**
 * Numbers of people in sentences and forms, told by the word before them: passports, driving licences, tax,
 * insurance, health and bank account numbers of many countries; and Brazil's CPF by its form and check digits.
 */
export const personalNumbers: Rule = {
  name: 'personal-numbers',
  mayFind: ({ digits, marks, heard }) =>
    digits >= 4
      ? digits >= 11 || (marks & Mark.LESS) > 0 || heard.hasAny([CUE, CUE_EAST, PLATES, RECORDS])
      : digits > 0 && heard.hasAny([PLATES, PASSES]),
  find(text, _scan, signals) {
    const edits: Edit[] = [];
    const heard = signals.heard;
    for (const found of [...heard.matches(CUE, NUMBER), ...heard.matches(CUE_EAST, NUMBER_EAST)]) {
      const whole = found[1] ?? '';
      const value = ofOneNumber(whole.replace(WORD_AFTER, ''));
      if (WORD_BEFORE.test(value)) continue;
      const digits = digitsIn(value);
      const isOfPass = PASS.test(found[0]) && OF_PASS.test(value);
      if (digits < (isOfPass ? 2 : value.length > 8 ? 4 : 5) || digits > MOST_DIGITS || DATE.test(value))
        continue;
      const start = found.index + found[0].length - whole.length;
      edits.push({ start, end: start + value.length, kind: 'personal' });
    }
    for (const found of heard.matches(CUE, SOCIAL)) edits.push(last(found, 'ssn'));
    for (const found of heard.matches(PLATES, PLATE)) edits.push(last(found, 'personal'));
    for (const found of text.includes('<<') ? allMatches(text, NAMES_IN_ZONE) : [])
      edits.push({ start: found.index, end: found.index + found[0].length, kind: 'personal' });
    for (const found of heard.matches(RECORDS, RECORD))
      edits.push({ start: found.index, end: found.index + found[0].length, kind: 'personal' });
    if ((signals.marks & Mark.LESS) > 0)
      eachPart(text, ZONE_CODES, ZONE_LENGTH, (start, end) => {
        if (end - start === ZONE_LENGTH && ZONE.test(text.slice(start, end)))
          edits.push({ start, end, kind: 'personal' });
      });
    for (const found of matchesIn(signals.numbers, CPF))
      if (isCpf(found[0].replace(/\D/g, '')))
        edits.push({ start: found.index, end: found.index + found[0].length, kind: 'personal' });
    return edits;
  },
};

const WORDS =
  "passport|reisepass|passeport|pasaporte|passaport[eo]|personalausweis|identity card|id card|national id|national insurance|nino|ni number|social security|ssn|social insurance|driv(?:er|ing)[’']?s? licen[sc]e|f[üu]hrerschein|dni|nie|nif|cpf|cnpj|curp|aadhaar|aadhar|pan card|pesel|bsn|burgerservicenummer|codice fiscale|steuer-?id|steueridentifikationsnummer|steuerliche identifikationsnummer|sozialversicherungsnummer|ahv(?:-nummer)?|personnummer|nhs|medicare(?: card)?|tax file|tfn|tax id|taxpayer|itin|ein|account|konto|kontonummer|routing|sort code|bank account|member id|insurance policy|medical record|mrn|visa grant|alien registration|paszport|paspoort|pasaport|passaport|numéro de sécurité sociale|sécurité sociale|s[ée]cu|dowodu|dow[óo]d osobisty|seguro social|rachunku|konta|clabe(?: interbancaria)?|versichertennummer|sin|hetu|henkilötunnus|cpr(?:-nummer)?|fødselsnummer|rijksregisternummer|t\\.?c\\.? kimlik|kimlik|rut|cuit|cuil|c[ée]dula|nric|emirates id|voter id|id number|permis de conduire|steuernummer|afm|amka|jmbg|oib|rentenversicherungsnummer|versicherungsnummer|krankenversichertennummer|krankenkassennummer|imei|chave pix|pix key|sa id|ת\\.ז\\.?|acct|aba|bsb|sv-nummer|f[üu]hrerscheinnummer|insz|niss|dea|npi|codice sanitario|tessera sanitaria|num[ée]ro d[’']assur[ée]|hkid|snils|снилс|инн|егн|pps(?:n)?|umcn|emso|rodné číslo|rodne cislo|rč|cnp|cod numeric personal|תעודת זהות|מספר זהות|isikukood|asmens kodas|personas kods|cnic|bvn|siren|siret|philsys|philhealth|sss|umid|nik|ktp|mykad|nric/fin|cccd|cmnd|acc|a/c|identitätskarte|identiteitskaart|carte d[’']identit[ée]|carta d[’']identit[àa]|documento de identidad|dl|ehic|n\\.?i\\.?s\\.?s|utr|ppsn|gstin|uan";
/** What each of them begins with. */
const CUE = cue(
  'pass|reisepass|pasaporte|personalausweis|identity|id card|national|nino|ni n|social|ssn|driv|führer|fuhrer|dni|nie|nif|cpf|cnpj|curp|aadha|pan card|pesel|bsn|burgerservice|codice|steuer|sozial|ahv|personnummer|nhs|medica|tax|tfn|itin|ein|account|konto|routing|sort code|bank|member id|insurance|mrn|visa grant|alien|paszport|paspoort|pasaport|numéro de s|sécu|dow|seguro|rachunku|konta|clabe|sin|hetu|henkilö|cpr|fødsel|rijks|t.c|tc kimlik|kimlik|rut|cui|cedula|cédula|nric|emirates|voter|id number|permis|afm|amka|jmbg|oib|rentenvers|versicherungsn|versichertenn|krankenk|imei|chave|pix|sa id|ת.ז|acct|aba|bsb|sv-n|krankenv|insz|niss|dea|npi|tessera|numéro d|numero d|hkid|snils|снилс|инн|егн|pps|umcn|emso|rodn|rč|cnp|cod numeric|תעודת זהות|מספר זהות|isikukood|asmens kodas|personas kods|cnic|bvn|siren|siret|phil|sss|umid|nik|ktp|mykad|cccd|cmnd|acc|a/c|identit|carte d|carta d|documento de id|dl|ehic|n.i.s|niss|utr|gstin|uan',
  'whole',
);
/** Letters and digits up to where they end, as the group of a number: parted in no other way, which would take too long. */
const run = (group: number): string => `(?=([A-Z0-9]{1,120}))\\${group}`;
const NUMBER = new RegExp(
  String.raw`(?<![${LETTER}0-9_-])(?:${WORDS})(?:s?nummer|s?nr)?(?![${LETTER}0-9_])(?:[ -]?(?:number|num|no|n|nº|n°|nr|nummer|numer|numara(?:m|s[ıi]|n[ıi]z)?|numero|número|numéro|code|id|#)(?![${LETTER}0-9_])\.?)?(?: ?\([^()\n]{1,24}\))?(?: (?:van|von|der|des|de|du|del|della|do|da|of|for)(?: (?:de|der|het|la|le|the|my|our|his|her))? [${LETTER}]{2,20})?(?: (?:is|was|ist|lautet|es|est|é|è|jest|on|to|:))?["'*]{0,2}\s{0,2}[:=#]?\s{0,3}["'*]{0,2}((?=[A-Z]{0,6}[ -]?\d)${run(2)}(?:[ .\/-](?=[A-Z]{0,4}\d|[A-Z]{1,2}(?![A-Z]))${run(3)}){0,7})(?![\w%]|[.-]\d)`,
  'iy',
);
/** The same in scripts that do not part words; the digits of an identity card or an account follow. */
const CUE_EAST = cue(
  '身份证|身分證|护照|護照|银行卡|账号|帳號|마이넘버|주민등록번호|주민번호|여권번호|계좌번호|マイナンバー|個人番号|パスポート番号|口座番号',
);
const NUMBER_EAST =
  /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{2,10}\s{0,2}(?:[：:]|是|为|為|は|는|은)?\s{0,3}([A-Z]{0,3}\d[\dA-Z]{3,18}(?:[ -][\dA-Z]{2,12}){0,4})(?![\w%])/iy;
/** Words of the sentence that goes on behind a number. */
const WORD_AFTER = /[ ./-][a-z]+(?:[ ./-].*)?$/;
/** The number of a thing that the word before it names. */
const WORD_BEFORE = /^[a-z]{2,} /;
const DATE = /^(?:\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.]\d{4})/;

/** Nine letters and digits, as Germany and others number what they give out (ICAO 9303-3 §4). */
const OF_PASS = /^[A-Z\d]{9}$/;
const PASSES = cue('passport|reisepass|pasaporte|personalausweis|identity card|id card', 'whole');
const PASS = /^(?:pass|reisepass|pasaporte|personalausweis|identity card|id card)/i;
const MOST_DIGITS = 26;
const digitsIn = (text: string): number => text.replace(/\D/g, '').length;
/** Digits behind a dash or a dot may be the rest of what stands before it. */
const LAST_GROUP = /(?:[ /]|[.-](?!\d))(?:[^ /.-]|[.-](?=\d))*$/;

/** Without the groups behind it that make it too long. */
function ofOneNumber(groups: string): string {
  let value = groups;
  while (digitsIn(value) > MOST_DIGITS) {
    const shorter = value.replace(LAST_GROUP, '');
    if (shorter === value) break;
    value = shorter;
  }
  return value;
}

/** The upper line of a passport's zone, with the names. */
const NAMES_IN_ZONE = /(?<![A-Z0-9<])[PIACV][A-Z<][A-Z<]{3}(?=[A-Z<]{0,36}<<)[A-Z<]{25,39}(?![A-Z0-9<])/g;
/** As people call it: `my social is 536 22 8726`. */
const SOCIAL =
  /social(?: (?:number|no|#))?(?: ?[:=]| is|'s) {1,3}((?!000|666|9)\d{3}[ -]?(?!00)\d\d[ -]?(?!0000)\d{4})(?![\w-])/iy;
const PLATES = cue(
  'plate|kennzeichen|immatriculation|matrícula|matricula|targa|vehicle registration',
  'whole',
);
const PLATE =
  /(?:[Pp]late|[Kk]ennzeichen|[Ii]mmatriculation|[Mm]atr[íi]cula|[Tt]arga|[Vv]ehicle [Rr]egistration)(?: ?(?:number|[Nn]umber|no\.?|is|lautet|est|es|è|of)){0,2}\s?:?\s{0,2}["']?((?=[A-ZÄÖÜ -]{0,8}\d|\d{1,4}[ -]?[A-Z])[A-ZÄÖÜ0-9]{1,4}(?:[ -][A-Z0-9]{1,4}){1,2}|[A-Z]{2}\d{2} ?[A-Z]{3}|[A-Z]{1,3}\d{3,4}[A-Z]{0,2})(?![A-Za-z0-9-])/y;
const RECORDS = cue('mrn', 'whole');
const RECORD = /MRN[-# ]{0,2}\d{5,12}(?![\w-])/y;

/** The line of numbers in a passport's machine-readable zone (ICAO 9303-4). */
const ZONE = /^[A-Z0-9<]{9}\d[A-Z<]{3}\d{7}[MFX<]\d{7}[A-Z0-9<]{14}[\d<]\d$/;
const ZONE_CODES = kindsOf('ABCDEFGHIJKLMNOPQRSTUVWXYZ<');
const ZONE_LENGTH = 44;

/** Receita Federal: two check digits modulo 11. */
const CPF = /(?<![\w.-])\d{3}\.\d{3}\.\d{3}-\d\d(?![\w.-])/g;

function isCpf(digits: string): boolean {
  const check = (length: number): number => {
    let sum = 0;
    for (let at = 0; at < length; at += 1) sum += Number(digits[at]) * (length + 1 - at);
    return ((sum * 10) % 11) % 10;
  };
  return check(9) === Number(digits[9]) && check(10) === Number(digits[10]) && !/^(\d)\1+$/.test(digits);
}
