/**
 * True for a string that looks made by a machine to be hard to guess: no words, no path, no number,
 * no date, no version.
 */
export function isOpaque(value: string, least: number): boolean {
  if (value.length < least || value.length > 20_000) return false;
  if (/[\s<>{}()[\]"'`]/.test(value)) return false;
  if (/^(?:[a-z][a-z0-9+.-]{1,20}:\/\/|\.{0,2}\/|[A-Za-z]:\\|www\.)/.test(value)) return false;
  if (/^[\d.,:;/_ +-]*$/.test(value)) return false;
  if (/^\d{4}-\d\d-\d\d(?:[T ]|$)/.test(value)) return false;
  const head = value.slice(0, ENOUGH);
  // what names a standard is looked for in the few that are left
  return strangeness(head) >= 0.5 && strangeness(head.replace(TECHNICAL, 'Word')) >= 0.5;
}

/** Characters that tell what the rest is. */
const ENOUGH = 400;

/** True for identifiers that only look like secrets: UUIDs, ULIDs, hashes in hex, InChIKeys, prefixed and global ids of APIs. */
export function isCommonId(value: string): boolean {
  return COMMON_ID.test(value) || isGlobalId(value);
}

/** True for the name of a folder, a file or a fragment with over 20 letters and digits: they are no words, dates, UUIDs or digests for the most part. */
export function isOpaqueName(name: string): boolean {
  const chars = name.replaceAll(DIGEST, '').replaceAll(/[^A-Za-z\d]/g, '');
  if (chars.length <= 20) return false;
  const rest = chars.replaceAll(/[A-Z]?[a-z]{3,}|\d{4,}/g, '');
  return rest.length > chars.length / 2 && /[a-z]/.test(rest) && /[A-Z]/.test(rest) && /\d/.test(chars);
}
const DIGEST =
  /(?<![A-Za-z\d])(?:[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}|[\da-f]{16,128})(?![A-Za-z\d])/gi;

/** Of an answer, a message or a call of a tool, as OpenAI, Anthropic and Gemini send it. */
export const isIdOfModel = (value: string): boolean => ID_OF_MODEL.test(value);

const ID_OF_MODEL =
  /^(?:v1_Ch[A-Za-z0-9_-]{16,400}|chatcmpl-[A-Za-z0-9-]{20,60}|resp_[0-9a-f]{32,80}|(?:msg|toolu|srvtoolu)_01[A-Za-z0-9]{20,30}|(?:call|msg)_[A-Za-z0-9]{22,60})$/;

/** `Token:42` in base64, as the servers of GraphQL make it. */
const isGlobalId = (value: string): boolean =>
  /^[A-Z][A-Za-z0-9+/]{7,59}={0,2}$/.test(value) &&
  /^[A-Z][A-Za-z]{2,30}:\d{1,12}$/.test(Buffer.from(value, 'base64').toString('latin1'));

const COMMON_ID =
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-7][0-9A-HJKMNP-TV-Z]{25}|(?:sha\d{1,3}|md5)[:-][A-Za-z0-9+/=_-]+|[A-Z]{2,10}-\d{1,8}|[A-Z]{14}-[A-Z]{10}-[A-Z]|(?!SK)[A-Z]{2}[0-9a-f]{32}|[a-z][a-z-]{2,60}-[0-9a-f]{8,10}-[a-z0-9]{5}|[0-9a-f]{7,8}|[0-9a-f]{16}|[0-9a-f]{20}|[0-9a-f]{24}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128}|0x[0-9a-f]{6,16}|0x[0-9a-f]{40}|0x[0-9a-f]{64}|[a-z]{2,12}_01[A-Za-z0-9]{20,60}|v1_Ch[A-Za-z0-9_-]{16,400}|(?:call|msg|toolu|srvtoolu|resp|rs|rsn|fc|ws|ctc|chatcmpl|cmpl|run|req|thread|asst|file|vs|batch|gen|step|item|evt|event|obj|proj|org|user|usr|cus|ch|pi|in|sub|prod|price|acct|txn|ord|order|inv|msgbatch|session|conv|trace|span|modelcmpl|fp|ft|ftjob|snap|img|container|cntr|mcp|mcpl|mcpr|lsh|sess|sesn|agent|env|vlt|skill)[-_][A-Za-z0-9_-]+)$/i;

/** Names of standards and types, which stand within names of variables. */
const TECHNICAL =
  /(?:x509|cl100k|o200k|[pr]50k|bm25|o?auth2|base64|utf(?:8|16)|sha(?:1|256|384|512)|http[123]|ipv[46]|u?int(?:8|16|32|64)|float(?:32|64)|k8s|i18n|l10n|ec2|pkcs\d{1,2}|ed25519|[reh]s256)(?![a-z\d])/gi;

/** Share of the characters that stand in parts which are neither words nor short numbers; separators of words end them. */
function strangeness(value: string): number {
  let strange = 0;
  let all = 0;
  let punctuation = 0;
  for (let at = 0; at < value.length; at += 1) {
    const kind = KINDS[value.charCodeAt(at)] ?? 0;
    if (kind === 0) punctuation += 1;
    if ((kind & (LETTER | DIGIT)) === 0) continue;
    const start = at;
    while (((KINDS[value.charCodeAt(at + 1)] ?? 0) & (LETTER | DIGIT)) > 0) at += 1;
    all += at + 1 - start;
    if (!isPlain(value, start, at + 1)) strange += at + 1 - start;
  }
  return all === 0 ? 0 : (strange + punctuation) / (all + punctuation);
}

const LETTER = 1;
const DIGIT = 2;
const SEPARATOR = 4;
const KINDS = new Uint8Array(128);
for (const [kind, chars] of [
  [LETTER, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'],
  [DIGIT, '0123456789'],
  [SEPARATOR, '_.-/:='],
] as const)
  for (const char of chars) KINDS[char.charCodeAt(0)] = kind;

/** True for a short number, a short name with one, and words with a number or a year behind them. */
function isPlain(text: string, start: number, end: number): boolean {
  const numbers = endOf(DIGIT, text, start, end);
  if (numbers === end) return end - start <= 4;
  const letters = endOf(LETTER, text, numbers, end);
  if (numbers > start) return letters === end && numbers - start <= 4 && end - numbers <= 2;
  const digits = end - letters;
  if (endOf(DIGIT, text, letters, end) < end || digits > 4)
    return end - start <= LONGEST_COMPOUND && isCompound(text.slice(start, end));
  if (letters - start <= 3 && digits <= 2) return true;
  if (digits === 4 && !/^(?:1[5-9]|20)/.test(text.slice(letters, letters + 2))) return false;
  if (letters - start === 1 && digits <= 3 && text[start] === 'v') return true;
  const words = wordsOf(text.slice(start, letters).replace(/^[A-Za-z](?=[A-Z][a-z]{3})/, ''));
  return words.every(isWordLike) && !areStray(words);
}

const LONGEST_COMPOUND = 24;

/** Two words with a number for another one between them, and what a version of a model has: `word2vec`, `gpt2tokenizer`. */
function isCompound(run: string): boolean {
  const [, first = '', second = ''] = TWO_WORDS.exec(run) ?? [];
  return (isSpoken(first) && isSpoken(second)) || OF_MODEL.test(run);
}

const TWO_WORDS = /^([A-Z]?[a-z]{2,11})[24]([A-Z]?[a-z]{2,11})$/;
const OF_MODEL =
  /^[a-z]{1,8}\d{1,2}(?:tokeni[sz]er|encoder|decoder|model|config|processor|instruct|embeddings?)s?$/i;

/** A word is, and of short letters those with a vowel among consonants. */
const isSpoken = (word: string): boolean =>
  word !== '' && isWordLike(word) && /[aeiouy]/.test(word) && /[^aeiouy]/.test(word);

/** Letters that chance parted: half of them are no words, for want of a vowel, and capitals stand together among them, as in no name that is shortened. */
const areStray = (words: readonly string[]): boolean =>
  words.length >= 5 &&
  words.slice(1).some((word) => /^[A-Z]+$/.test(word)) &&
  words.filter((word) => !/[aeiouy]/i.test(word)).length * 2 >= words.length;

function endOf(kind: number, text: string, from: number, end: number): number {
  let at = from;
  while (at < end && KINDS[text.charCodeAt(at)] === kind) at += 1;
  return at;
}

function wordsOf(letters: string): string[] {
  return letters.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? [letters];
}

/** Pronounceable: has vowels, no long runs of consonants, and is not a single stray letter. */
function isWordLike(word: string): boolean {
  if (word.length > 18) return false;
  if (word.length <= 4) return word.length > 1 || /^[AI]$/.test(word);
  const vowels = word.match(/[aeiouy]/gi)?.length ?? 0;
  const share = vowels / word.length;
  return (
    share >= 0.12 &&
    share <= 0.8 &&
    !/[^aeiouy]{5}|[aeiou]{4}|[jq][^aeiouy]|x[^aeiouypctsh]|(.)\1\1/i.test(word)
  );
}
