/** What stands before and after a ten in a German number, as in `einundzwanzig`. */
const GERMAN_ONES = 'ein zwei drei vier fünf sechs sieben acht neun'.split(' ');
const GERMAN_TENS = 'zwanzig dreißig dreissig vierzig fünfzig sechzig siebzig achtzig neunzig'.split(' ');

/**
 * Counts as people and models write them, in lower case. Without those that are words of their own, as articles are:
 * `un`, `eine`, the Spanish `once`, the Italian `due`.
 */
const COUNTS: ReadonlySet<string> = new Set([
  ...`
  zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
  eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand
  eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn
  achtzehn neunzehn hundert tausend
  zéro deux trois quatre cinq sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante
  cinquante soixante
  cero dos tres cuatro cinco seis siete ocho nueve diez doce trece catorce quince veinte treinta cuarenta cincuenta
  tre quattro cinque sette otto nove dieci undici dodici venti trenta quaranta cinquanta
  dois duas três quatro sete oito dez doze treze vinte quarenta cinquenta
  twee drie vijf zes zeven negen tien twaalf dertien veertien vijftien twintig dertig veertig vijftig
  två tre fyra fem sju åtta nio tio elva tolv
  dwa dwie trzy cztery pięć sześć siedem osiem dziewięć dziesięć
  два две три четыре пять шесть семь восемь девять десять
  `
    .trim()
    .split(/\s+/),
  ...GERMAN_TENS,
  ...GERMAN_TENS.flatMap((ten) => GERMAN_ONES.map((one) => `${one}und${ten}`)),
]);

const WORD = /(?<![\p{L}\p{N}_#.])\p{L}{2,20}(?:-\p{L}{2,20}){0,2}(?![\p{L}\p{N}_])/gu;

/** A text in lower case with `#` for the numbers that are written as words. */
export function withoutCounts(text: string): string {
  return text.replace(WORD, (word) => (word.split('-').every((part) => COUNTS.has(part)) ? '#' : word));
}
