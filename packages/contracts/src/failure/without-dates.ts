// By their beginnings, in English, German, French, Spanish, Italian, Portuguese, Dutch, Polish and the Nordic languages.
const MONTH =
  'jan|jän|ene|gen|feb|fev|fév|lut|mar|mär|maa|mrt|apr|avr|abr|kwi|mai|may|mei|maj|mag|jun|jui|giu|cze|jul|lug|lip|aug|aoû|aou|ago|sie|sep|set|wrz|oct|okt|ott|out|paź|nov|lis|dec|déc|dez|dic|gru';
const WEEKDAY = String.raw`(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|(?:mo|di|mi|do|fr|sa|so)\.|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|(?:lune|marte|mercole|giove|vener)dì|sabato|domenica|(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?`;
const BEFORE = String.raw`(?<![\p{L}\p{N}_])`;

/** A day and a month by its name, in either order; a year may follow. */
const NAMED = new RegExp(
  String.raw`#\.? (?:de )?(?:${MONTH})\p{L}*\.?,?(?: (?:de )?#)?|${BEFORE}(?:${MONTH})\p{L}*\.? #(?:,? #)?`,
  'gu',
);
const DATE = '\u0001';
const OF_WEEK = new RegExp(String.raw`${BEFORE}(?:${WEEKDAY}),? (?=[#${DATE}])`, 'gu');
const WITH_TIME = new RegExp(
  String.raw`${DATE}(?:[, ]+(?:(?:at|um|à|às|a las|alle|om|kl\.?|klo) )?#)?`,
  'gu',
);
/** What a JavaScript `Date` says of its zone. */
const ZONE = /# \([\p{L} ]+ time\)/gu;

/** A text in lower case, its numbers `#`, in which dates that are written with names are `#` too. */
export function withoutDates(text: string): string {
  return text.replace(ZONE, '#').replace(NAMED, DATE).replace(OF_WEEK, '').replace(WITH_TIME, '#');
}
