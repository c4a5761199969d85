import { cue } from '../cues.ts';
import type { Edit } from '../edit.ts';
import type { Rule } from './rule.ts';

/**
 * Numbers of people in sentences and forms, told by the word before them: passports, driving licences, tax,
 * insurance, health and bank account numbers of many countries; and Brazil's CPF by its form and check digits.
 */
export const personalNumbers: Rule = {
  name: 'personal-numbers',
  mayFind: ({ digits }) => digits >= 5,
  find(text, _scan, signals) {
    const edits: Edit[] = [];
    for (const found of signals.heard().matches(CUE, NUMBER)) {
      const value = found[1] ?? '';
      const digits = value.replace(/\D/g, '').length;
      if (digits < 5 || digits > 18 || DATE.test(value)) continue;
      const end = found.index + found[0].length;
      edits.push({ start: end - value.length, end, kind: 'personal' });
    }
    for (const found of text.matchAll(CPF))
      if (isCpf(found[0].replace(/\D/g, '')))
        edits.push({ start: found.index, end: found.index + found[0].length, kind: 'personal' });
    return edits;
  },
};

const WORDS =
  "passport|reisepass|passeport|pasaporte|passaporte|personalausweis|identity card|id card|national id|national insurance|nino|ni number|social security|ssn|social insurance|driv(?:er|ing)[’']?s? licen[sc]e|f[üu]hrerschein|dni|nie|nif|cpf|cnpj|curp|aadhaar|aadhar|pan card|pesel|bsn|burgerservicenummer|codice fiscale|steuer-?id|steueridentifikationsnummer|sozialversicherungsnummer|ahv(?:-nummer)?|personnummer|nhs|medicare|tax file|tfn|tax id|taxpayer|itin|ein|account|konto|kontonummer|routing|sort code|bank account|member id|insurance policy|medical record|mrn|visa grant|alien registration";
/** What each of them begins with. */
const CUE = cue(
  'pass|reisepass|pasaporte|personalausweis|identity|id card|national|nino|ni n|social|ssn|driv|führer|fuhrer|dni|nie|nif|cpf|cnpj|curp|aadha|pan card|pesel|bsn|burgerservice|codice|steuer|sozial|ahv|personnummer|nhs|medica|tax|tfn|itin|ein|account|konto|routing|sort code|bank|member id|insurance|mrn|visa grant|alien',
);
const NUMBER = new RegExp(
  String.raw`(?<![\w-])(?:${WORDS})\b(?:[ -]?(?:number|num|no|nr|nummer|numero|número|code|id|#)\b\.?)?(?: (?:is|was|of [A-Z][a-z]{1,20}|ist|lautet|es|:))?["'*]{0,2}\s{0,2}[:=#]?\s{0,3}["'*]{0,2}((?=[A-Z]{0,6}[ -]?\d)[A-Z0-9]{1,12}(?:[ .\/-]?[A-Z0-9]{1,12}){0,5})(?![\w%]|[.-]\d)`,
  'iy',
);
const DATE = /^(?:\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.]\d{4})/;

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
