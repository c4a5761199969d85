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

/** True for identifiers that only look like secrets: UUIDs, ULIDs, hashes in hex, prefixed and global ids of APIs. */
export function isCommonId(value: string): boolean {
  return COMMON_ID.test(value) || isGlobalId(value);
}

/** `Token:42` in base64, as the servers of GraphQL make it. */
const isGlobalId = (value: string): boolean =>
  /^[A-Z][A-Za-z0-9+/]{7,59}={0,2}$/.test(value) &&
  /^[A-Z][A-Za-z]{2,30}:\d{1,12}$/.test(Buffer.from(value, 'base64').toString('latin1'));

const COMMON_ID =
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-7][0-9A-HJKMNP-TV-Z]{25}|(?:sha\d{1,3}|md5)[:-][A-Za-z0-9+/=_-]+|[A-Z]{2,10}-\d{1,8}|(?!SK)[A-Z]{2}[0-9a-f]{32}|[a-z][a-z-]{2,60}-[0-9a-f]{8,10}-[a-z0-9]{5}|[0-9a-f]{7,8}|[0-9a-f]{16}|[0-9a-f]{20}|[0-9a-f]{24}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128}|0x[0-9a-f]{6,16}|0x[0-9a-f]{40}|0x[0-9a-f]{64}|[a-z]{2,12}_01[A-Za-z0-9]{20,60}|(?:call|msg|toolu|srvtoolu|resp|rs|rsn|fc|ws|ctc|chatcmpl|cmpl|run|req|thread|asst|file|vs|batch|gen|step|item|evt|event|obj|proj|org|user|usr|cus|ch|pi|in|sub|prod|price|acct|txn|ord|order|inv|msgbatch|session|conv|trace|span|modelcmpl|fp|ft|ftjob|snap|img|container|cntr|mcp|mcpl|mcpr|lsh|sess|sesn|agent|env|vlt|skill)[-_][A-Za-z0-9_-]+)$/i;

/** Share of the characters that stand in parts which are neither words nor short numbers. */
function strangeness(value: string): number {
  let strange = 0;
  let all = 0;
  for (const part of value.match(PART) ?? []) {
    all += part.length;
    if (!isPlain(part)) strange += part.length;
  }
  const punctuation = value.replace(/[A-Za-z0-9_.\-/:=]/g, '').length;
  return all === 0 ? 0 : (strange + punctuation) / (all + punctuation);
}

/** Names of standards and types, which stand within names of variables. */
const TECHNICAL =
  /(?:x509|o?auth2|base64|utf(?:8|16)|sha(?:1|256|384|512)|http[123]|ipv[46]|u?int(?:8|16|32|64)|float(?:32|64)|k8s|i18n|l10n|ec2|pkcs\d{1,2}|ed25519|[reh]s256)(?![a-z\d])/gi;

/** Runs of letters and digits; separators of words end them. */
const PART = /[A-Za-z0-9]+/g;

function isPlain(part: string): boolean {
  if (/^\d+$/.test(part)) return part.length <= 4;
  if (/^(?:v\d{1,3}|[a-zA-Z]{1,3}\d{0,2}|\d{1,4}[a-zA-Z]{1,2})$/.test(part)) return true;
  const word = /^([A-Za-z]+?)(?:\d{0,3}|(?:1[5-9]|20)\d\d)$/.exec(part)?.[1];
  return word !== undefined && wordsOf(word.replace(/^[A-Za-z](?=[A-Z][a-z]{3})/, '')).every(isWordLike);
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
